import type { Life } from './nesting-world.ts'

/** Whether two calls may not be under way together: they share a key, one writes it, and neither is inside the other. */
export function meet(one: Life, other: Life): boolean {
  if (one === other || one.engine !== other.engine) return false
  if (!one.node.writes && !other.node.writes) return false
  if (isInside(one, other) || isInside(other, one)) return false
  return one.node.keys.some((key) => other.node.keys.includes(key))
}

function isInside(inner: Life, outer: Life): boolean {
  for (let life = inner.parent; life !== undefined; life = life.parent)
    if (life === outer) return true
  return false
}

/**
 * Whether a call that was given up as a deadlock was one: from it, by calls that hold the keys that others wait for and
 * by calls that wait for what runs inside them, one comes back to a call around it. Who waits for its own keys holds none.
 */
export function isTrueDeadlock(given: Life, lives: readonly Life[]): boolean {
  const seen = new Set<Life>()
  const holds = ({ state, waits }: Life): boolean =>
    state === 'working' || state === 'inside' || (state === 'received' && waits !== 'conflict')
  const follow = (life: Life): boolean => {
    if (isInside(given, life)) return true
    if (seen.has(life)) return false
    seen.add(life)
    if (life.state === 'inside')
      return life.children.some((child) => child.state !== 'unborn' && follow(child))
    if (life.waits === 'conflict') return blockers(life).some(follow)
    if (life.waits === 'shared') return leaders(life, lives).some(follow)
    return false
  }
  const blockers = (life: Life): Life[] =>
    lives.filter((other) => holds(other) && meet(life, other))
  return needsMoreThanHeld(given) || [...blockers(given), ...leaders(given, lives)].some(follow)
}

/** A call around it reads a key that it writes, and none around it writes that key: it waits for who waits for it. */
function needsMoreThanHeld({ node, engine, parent }: Life): boolean {
  return (
    node.writes &&
    node.keys.some((key) => {
      let isRead = false
      for (let life = parent; life !== undefined; life = life.parent) {
        if (life.engine !== engine || !life.node.keys.includes(key)) continue
        if (life.node.writes) return false
        isRead = true
      }
      return isRead
    })
  )
}

function leaders({ node, engine }: Life, lives: readonly Life[]): Life[] {
  if (!node.coalesce) return []
  return lives.filter(
    (life) =>
      life.engine === engine &&
      life.node.coalesce &&
      life.node.keys.join() === node.keys.join() &&
      (life.state === 'working' || life.state === 'received'),
  )
}
