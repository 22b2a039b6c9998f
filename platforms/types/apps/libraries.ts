// What tools know of their inputs, by the libraries of schemas. Compiled, and never run.
import { Type as OldType } from '@sinclair/typebox'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import { jsonSchema, tool, type Tool } from 'fanfold'
import * as typebox from 'typebox'
import * as v from 'valibot'
import * as z from 'zod'
import * as zm from 'zod/mini'
import * as z3 from 'zod-3'
import { zodToJsonSchema } from 'zod-to-json-schema'
import { is } from './same.js'

type Wanted = Tool<{ id: number; tag?: string | undefined }, string, unknown>
/** Of libraries for which a property that is not there is not `undefined`. */
type WantedExactly = Tool<{ id: number; tag?: string }, string, unknown>

is<Wanted>()(
  tool({
    name: 'zod',
    inputSchema: z.object({ id: z.number(), tag: z.string().optional() }),
    reads: ({ id }) => id.toFixed(),
    execute: ({ tag = '' }) => tag,
  }),
)
is<Tool<{ size: number }, number, unknown>>()(
  tool({
    name: 'transformed',
    inputSchema: z.object({ size: z.string().transform((text) => text.length) }),
    execute: async ({ size }) => size,
  }),
)
is<Wanted>()(
  tool({
    name: 'zod_3',
    inputSchema: z3.object({ id: z3.number(), tag: z3.string().optional() }),
    execute: ({ tag = '' }) => tag,
  }),
)
const mini = zm.object({ id: zm.number(), tag: zm.optional(zm.string()) })
is<Wanted>()(
  tool({
    name: 'mini',
    inputSchema: jsonSchema<zm.input<typeof mini>>(zm.toJSONSchema(mini, { io: 'input' })),
    execute: ({ tag = '' }) => tag,
  }),
)
const old = z3.object({ id: z3.number(), tag: z3.string().optional() })
is<Wanted>()(
  tool({
    name: 'old',
    inputSchema: jsonSchema<z3.input<typeof old>>(zodToJsonSchema(old as never)),
    execute: ({ tag = '' }) => tag,
  }),
)
is<Wanted>()(
  tool({
    name: 'valibot',
    inputSchema: toStandardJsonSchema(v.object({ id: v.number(), tag: v.optional(v.string()) })),
    reads: ({ id }) => id.toFixed(),
    execute: ({ tag = '' }) => tag,
  }),
)
is<WantedExactly>()(
  tool({
    name: 'arktype',
    inputSchema: type({ id: 'number', 'tag?': 'string' }),
    reads: ({ id }) => id.toFixed(),
    execute: ({ tag = '' }) => tag,
  }),
)
is<WantedExactly>()(
  tool({
    name: 'typebox_0',
    inputSchema: OldType.Object({ id: OldType.Number(), tag: OldType.Optional(OldType.String()) }),
    reads: ({ id }) => id.toFixed(),
    execute: ({ tag = '' }) => tag,
  }),
)
is<WantedExactly>()(
  tool({
    name: 'typebox',
    inputSchema: typebox.Object({ id: typebox.Number(), tag: typebox.Optional(typebox.String()) }),
    reads: ({ id }) => id.toFixed(),
    execute: ({ tag = '' }) => tag,
  }),
)
