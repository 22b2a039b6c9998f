import type { ScriptedReply, ScriptedTurn } from './script.ts'

/** Whether the turn is a whole reply, which takes a place in the history. */
function isReply(turn: ScriptedTurn): turn is ScriptedReply {
  return !('status' in turn || 'raw' in turn || 'hang' in turn || 'break' in turn)
}

/**
 * Finds the turn of a request in a script: the reply with the index `turn`, or one of the failures before it as
 * long as `attempt` is lower than the times that those are to be served. Undefined if the script has run out.
 */
export function turnAt(
  script: readonly ScriptedTurn[],
  turn: number,
  attempt: number,
): ScriptedTurn | undefined {
  let replies = 0
  let attemptsLeft = attempt
  let last: ScriptedTurn | undefined
  for (const candidate of script) {
    if (replies < turn) {
      if (isReply(candidate)) replies++
      continue
    }
    if (isReply(candidate)) return candidate
    const times = candidate.times ?? 1
    if (attemptsLeft < times) return candidate
    attemptsLeft -= times
    last = candidate
  }
  return last
}

/** Says what is missing of a script that has run out. */
export function ranOut(script: readonly ScriptedTurn[], turn: number): string {
  const replies = script.filter(isReply).length
  return (
    `The script has run out: it holds ${count(replies, 'reply', 'replies')}, and the request's history holds ` +
    `${count(turn, 'assistant message')}, so it asks for reply ${turn + 1}. Add a turn to \`script\`.`
  )
}

function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
