import type { StopKind } from '../../../src/wire/codec.ts'
import type { FormatName } from '../../../src/testing/conformance/codec/detect.ts'

/** A call that a case gives, with the id under which it is answered. */
export interface ExpectedCall {
  /** Undefined where one is made, of nine letters and digits. */
  readonly id: string | undefined
  readonly name: string
  readonly input: unknown
}

/** What a server is known to send that only resembles a provider, small and written by hand, and what becomes of it. */
export interface ServerCase {
  readonly server: string
  /** Default `openai-chat`. */
  readonly format?: FormatName
  /** What is peculiar, as a phrase that follows "sends". */
  readonly sends: string
  /** Where that is documented or reported. */
  readonly source: string
  /** A stream's bytes as text, or a whole response. */
  readonly input: string | object
  readonly stop: StopKind
  /** Default none. */
  readonly calls?: readonly ExpectedCall[]
  /** Words that the reason for the ending has, for those who read it. */
  readonly because?: string
  /**
   * What goes back for the model's part, to the letter, by the ids of the calls; `same` is a whole response's own message.
   * Of a message whose calls must not run nothing is compared.
   */
  readonly back?: readonly unknown[] | 'same' | ((ids: readonly string[]) => readonly unknown[])
  /** Words with which the provider itself would refuse that; this server takes it. */
  readonly refused?: string
  /** How that differs from what came, as a phrase. */
  readonly differs?: string
}
