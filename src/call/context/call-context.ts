/**
 * What the functions of a tool are given beside a call's input. `Context` is the caller's own type: a user, a tenant, a
 * database.
 */
export interface CallContext<Context = unknown> {
  /**
   * What the turn or the run was given as `context`: the very object, which nothing here copies, keeps in a journal or
   * sends anywhere. Undefined if none was given.
   */
  readonly context: Context
}

/** That of a turn that was given none. */
export const noContext: CallContext = Object.freeze({ context: undefined })
