/** The names of what shared keys have in Redis. */
export interface KeyNames {
  readonly due: string
  readonly lanes: string
  readonly claims: string
  readonly last: string
  /** What the names of the channels begin with on which engines hear of grants; the engine's id follows. */
  readonly grants: string
}

/** All in one slot of a Redis Cluster (in braces), because each program uses all of them. */
export function keyNames(prefix: string): KeyNames {
  const base = `{${prefix}}:keys:`
  return {
    due: `${base}due`,
    lanes: `${base}lanes`,
    claims: `${base}claims`,
    last: `${base}last`,
    grants: `${base}told:`,
  }
}
