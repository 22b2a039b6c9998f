/**
 * Options, without any that there are not, also where they come from a variable, of which TypeScript would take more
 * than it asks for. `Given` is inferred: what the caller gives. The types of the options are left as they are, so that
 * functions among them know what they are given. Names that are not known before run time are checked then.
 */
export type Exact<Options, Given, Names = keyof Options> = Options & {
  readonly [Name in keyof Given]?: Name extends Names
    ? unknown
    : string extends Name
      ? unknown
      : `There is no option ${Name & string}.`
}

/** The options of a function that has none. */
export type NoOptions = { readonly [name: string]: never }
