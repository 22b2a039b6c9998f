import type { Status } from '../../src/call/report/result.ts'

/** A way in which one call, or its tool, is hostile. */
export interface HostileKind {
  readonly name: string
  /** What its result may be: everything else is a lie. */
  readonly statuses: readonly Status[]
  /** It costs much: few seeds have it. */
  readonly rare?: true
  /** Its tool's body must not run. */
  readonly neverRuns?: true
  /** Its tool's body must not run before somebody was asked. */
  readonly asks?: true
  /** The call as it is given to the engine; default: a call of its tool with a plain input. */
  readonly call?: (id: string, tool: string) => unknown
  /** Its input, in place of a plain one. */
  readonly input?: () => unknown
  /** What its tool is made of beside its name. */
  readonly tool?: () => Readonly<Record<string, unknown>>
  /** What the person says who is asked about it. */
  readonly approve?: () => unknown
}

export const answered: readonly Status[] = ['ok', 'failed']
