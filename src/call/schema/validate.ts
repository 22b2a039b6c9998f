/** What a schema says of an input: the value to run with, or what is wrong with it. */
export type Validated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly string[] }

export type Validate = (input: unknown) => Validated | Promise<Validated>
