/** The names of what shared keys have in Redis. */
export interface KeyNames {
  readonly due: string
  readonly lanes: string
  readonly claims: string
  readonly last: string
  /** What the channels begin with on which engines are told that they hold; then comes the engine's id. */
  readonly told: string
}

/** All in one slot of a Redis Cluster (in braces), because each program uses all of them. */
export function keyNames(prefix: string): KeyNames {
  const base = `{${prefix}}:keys:`
  return {
    due: `${base}due`,
    lanes: `${base}lanes`,
    claims: `${base}claims`,
    last: `${base}last`,
    told: `${base}told:`,
  }
}
