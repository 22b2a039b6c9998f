/**
 * The type of what a JSON Schema describes, where it is written down as a literal: `type` (one or several), `properties`,
 * `required`, `additionalProperties`, `items`, `enum`, `const`, `anyOf`, `oneOf`, `allOf` and `nullable`. What else there is
 * narrows no type: a part that only `$ref` describes is `unknown`, and so is what lies more than eight levels deep. A property
 * that `required` does not name is optional. There are no other properties than those in `properties`, unless
 * `additionalProperties` says so.
 */
export type FromJsonSchema<Schema, Level extends readonly 0[] = []> = Level['length'] extends 8
  ? unknown
  : Schema extends { readonly const: infer Value }
    ? Value
    : Schema extends { readonly enum: readonly (infer Value)[] }
      ? Value
      : Schema extends { readonly anyOf: readonly unknown[] }
        ? FromJsonSchema<Schema['anyOf'][number], [...Level, 0]> & Beside<Schema, 'anyOf', Level>
        : Schema extends { readonly oneOf: readonly unknown[] }
          ? FromJsonSchema<Schema['oneOf'][number], [...Level, 0]> & Beside<Schema, 'oneOf', Level>
          : Schema extends { readonly allOf: readonly unknown[] }
            ? AllOf<Schema['allOf'], [...Level, 0]> & Beside<Schema, 'allOf', Level>
            : Schema extends { readonly type: infer Type }
              ? | OfType<Schema, Type extends readonly unknown[] ? Type[number] : Type, Level>
                | Null<Schema>
              : Schema extends { readonly properties: unknown }
                ? ObjectOf<Schema, Level>
                : unknown

/** What the words of a schema say that stand beside one that has been read. */
type Beside<Schema, Read extends string, Level extends readonly 0[]> = FromJsonSchema<
  Omit<Schema, Read>,
  [...Level, 0]
>

type AllOf<
  Schemas extends readonly unknown[],
  Level extends readonly 0[],
> = Schemas extends readonly [infer First, ...infer Others]
  ? FromJsonSchema<First, Level> & AllOf<Others, Level>
  : unknown

/** As OpenAPI 3.0 says it. */
type Null<Schema> = Schema extends { readonly nullable: true } ? null : never

type OfType<Schema, Type, Level extends readonly 0[]> = Type extends 'string'
  ? string
  : Type extends 'number' | 'integer'
    ? number
    : Type extends 'boolean'
      ? boolean
      : Type extends 'null'
        ? null
        : Type extends 'array'
          ? ItemOf<Schema, Level>[]
          : Type extends 'object'
            ? ObjectOf<Schema, Level>
            : unknown

/** Of a list whose first items have schemas of their own nothing is known. */
type ItemOf<Schema, Level extends readonly 0[]> = Schema extends { readonly prefixItems: unknown }
  ? unknown
  : Schema extends { readonly items: infer Item }
    ? Item extends readonly unknown[]
      ? unknown
      : FromJsonSchema<Item, [...Level, 0]>
    : unknown

type ObjectOf<Schema, Level extends readonly 0[]> = Schema extends {
  readonly properties: infer Fields
}
  ? Schema extends { readonly additionalProperties: infer Others }
    ? Others extends false
      ? FieldsOf<Fields, RequiredOf<Schema>, Level>
      : FieldsOf<Fields, RequiredOf<Schema>, Level> & Record<string, unknown>
    : FieldsOf<Fields, RequiredOf<Schema>, Level>
  : Schema extends { readonly additionalProperties: infer Others }
    ? Record<string, Others extends object ? FromJsonSchema<Others, [...Level, 0]> : unknown>
    : Record<string, unknown>

type RequiredOf<Schema> = Schema extends { readonly required: readonly (infer Name)[] }
  ? Name
  : never

/** In one piece, as an editor shows it. */
type FieldsOf<Fields, Required, Level extends readonly 0[]> = {
  -readonly [
    All in keyof (Needed<Fields, Required, Level> & Optional<Fields, Required, Level>)
  ]: (Needed<Fields, Required, Level> & Optional<Fields, Required, Level>)[All]
}

type Needed<Fields, Required, Level extends readonly 0[]> = {
  [Name in keyof Fields as Name extends Required ? Name : never]: FromJsonSchema<
    Fields[Name],
    [...Level, 0]
  >
}

type Optional<Fields, Required, Level extends readonly 0[]> = {
  [Name in keyof Fields as Name extends Required ? never : Name]?: FromJsonSchema<
    Fields[Name],
    [...Level, 0]
  >
}
