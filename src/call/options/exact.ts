import type { MeantName } from './meant-names.ts'

/**
 * Options, without any that there are not, also where they come from a variable, of which TypeScript would take more
 * than it asks for. `Given` is inferred: what the caller gives. The types of the options are left as they are, so that
 * functions among them know what they are given. Names that are not known before run time are checked then.
 */
export type Exact<Options, Given, Names = keyof Options> = Options & {
  readonly [Name in keyof Given]?: Name extends Names ? unknown : NoOption<Name, Names>
}

/** The options of a function that has none. */
export type NoOptions = { readonly [name: string]: never }

/** What is asked of an option that there is not: to be this sentence, which an editor shows. `Meant`: other names for them. */
export type NoOption<Name, Names, Meant = object> = string extends Name
  ? unknown
  : [MeantName<Name, Names, Meant>] extends [never]
    ? `There is no option \`${Name & string}\`.`
    : `There is no option \`${Name & string}\`: did you mean \`${MeantName<Name, Names, Meant> & string}\`?`
