/** What the rules of a tool are given: its input, which the engine wants to be an object. Any other value is put in a field. */
export type RuledInput<Input> = 0 extends 1 & Input
  ? Input
  : Input extends object
    ? Input extends readonly unknown[]
      ? { readonly input: Input }
      : Input
    : { readonly input: Input }

/** An input as the engine takes it, and the way back to what the tool takes. */
export interface ObjectInput {
  readonly input: object
  /** `given` is the input that the engine hands on, which may have been changed when the call was approved. */
  unwrap(given: unknown): unknown
}

/** Whether the engine takes an input as it is. */
export function isObjectInput(input: unknown): input is object {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

/** Wraps an input that is no object, or is an array. */
export function objectInput(input: unknown): ObjectInput {
  if (isObjectInput(input)) return { input, unwrap: (given) => given }
  return { input: { input }, unwrap: (given) => (given as { readonly input?: unknown }).input }
}
