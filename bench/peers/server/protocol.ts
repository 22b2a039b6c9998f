import type { Pace, RecordedRequest, Script } from '../../../src/testing/index.ts'

/** What a model server is to say; a script that is a function cannot cross to another process. */
export interface ServerOptions {
  readonly script: Exclude<Script, (...arguments_: never[]) => unknown>
  readonly pace?: Pace
}

/** From the benchmark to the server's process. */
export type Order =
  { readonly type: 'start'; readonly options: ServerOptions } | { readonly type: 'requests' }

/** Back. */
export type Reply =
  | { readonly type: 'ready' }
  | { readonly type: 'started'; readonly url: string }
  | { readonly type: 'requests'; readonly requests: readonly RecordedRequest[] }
  | { readonly type: 'failed'; readonly error: string }
