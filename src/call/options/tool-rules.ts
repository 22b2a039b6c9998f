import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { NoOption } from './exact.ts'
import type { meantOfTool } from './meant-names.ts'
import type { AnyTool, ToolParts } from './tool-definition.ts'

/**
 * What `tool` is given. `Given` is inferred as the names that there are, and `P` as where the tool runs. What breaks a rule is
 * asked to be a sentence that says so, for that is what an editor shows, at the option itself.
 */
export type GivenTool<S, Output, Context, P, Given> = ToolParts<NoInfer<S>, Output, Context> & {
  /** Where `S` is inferred; what it has to be stands below. */
  readonly inputSchema?: S | {} | null | undefined
  readonly runsIn?: PlaceRule<P, keyof Given> | undefined
} & { readonly inputSchema?: SchemaRule<S> | undefined } & {
  readonly [Name in keyof Given]?: Rule<Name, keyof Given, P>
}

type PlaceRule<P, Names> =
  RunsIn<P, 'thread'> extends true
    ? 'module' extends Names
      ? P
      : "A tool that runs in a thread needs `module`, the file that exports its code: new URL('./burn.ts', import.meta.url)."
    : RunsIn<P, 'inline' | 'queue'> extends true
      ? 'execute' extends Names
        ? P
        : 'A tool that runs inline or on a queue needs `execute`.'
      : P

type Rule<Name, Names, P> = Name extends keyof AnyTool
  ? Name extends
      'name' | 'description' | 'inputSchema' | 'runsIn' | 'needsApproval' | 'maxResultChars'
    ? unknown
    : RunsIn<P, 'thread'> extends true
      ? Name extends 'execute'
        ? 'A tool that runs in a thread has its code in `module`: leave out `execute`, or `runsIn`.'
        : unknown
      : [P] extends ['outside' | undefined]
        ? Name extends 'module' | 'exportName'
          ? "This option needs `runsIn: 'thread'` beside it."
          : OutsideRule<Name, Names, P>
        : unknown
  : NoOption<Name, keyof AnyTool, typeof meantOfTool>

type OutsideRule<Name, Names, P> =
  RunsIn<P, 'outside'> extends true
    ? Name extends 'execute'
      ? "A tool with `runsIn: 'outside'` has no `execute`: leave out one of the two."
      : Meaningless
    : string extends Names
      ? unknown
      : [Extract<Names, 'execute' | 'module'>] extends [never]
        ? Meaningless
        : unknown

/** Asked both ways round: without `strictNullChecks` an absent place, `undefined`, extends each of them. */
type RunsIn<P, Places> = [P] extends [Places]
  ? [Extract<Places, P>] extends [never]
    ? false
    : true
  : false

type Meaningless =
  'A tool without `execute` gets its results from outside, where this option means nothing: leave it out, or give `execute`.'

/**
 * What is wrong with a schema, as far as types tell. The rest is checked at run time. Of a schema whose type is a parameter of
 * the caller's own nothing is known yet, and it passes: TypeScript leaves out the branch that no type could lead to, for which
 * it takes one that extends everything, and so is `Fine`.
 */
type SchemaRule<S> = [Fine<MistakeIn<S>>] extends [false] ? MistakeIn<S> : unknown

type Fine<Mistake> = [Mistake] extends [never] ? true : false

type MistakeIn<S> = S extends undefined
  ? never
  : S extends StandardSchemaV1
    ? IsNoObject<StandardSchemaV1.InferInput<S>> extends true
      ? 'Expected the schema of an object, as z.object({ value: … }) is one.'
      : never
    : S extends object
      ? HasSchemas<S> extends true
        ? 'Expected one schema, got an object of schemas: wrap it, as z.object({ … }) does.'
        : never
      : 'Expected a Standard Schema or a JSON Schema object.'

type IsNoObject<T> = 0 extends 1 & T
  ? false
  : [T] extends [never]
    ? false
    : [T] extends [
          string | number | bigint | boolean | symbol | null | undefined | readonly unknown[],
        ]
      ? true
      : false

/** Where all properties are schemas. Of a JSON Schema's properties hardly one is. */
type HasSchemas<S> = string extends keyof S
  ? false
  : [keyof S] extends [never]
    ? false
    : S extends { readonly [Name in keyof S]: StandardSchemaV1 }
      ? true
      : false
