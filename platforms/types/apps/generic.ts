// Functions that make tools of whatever schema they are given. Compiled, and never run.
import {
  createEngine,
  jsonSchema,
  tool,
  toolWithContext,
  type InputOf,
  type InputSchema,
  type Tool,
  type ToolDefinition,
  type TypedJsonSchema,
} from 'fanfold'
import * as z from 'zod'
import { is } from './same.js'

/** One set of options for all tools of an application. */
const appTool = <const S extends InputSchema, Output>(definition: ToolDefinition<S, Output>) =>
  tool({ timeoutMs: 5_000, ...definition })

const getOrders = appTool({
  name: 'get_orders',
  inputSchema: z.object({ id: z.number() }),
  reads: ({ id }) => `orders/${id.toFixed()}`,
  execute: async ({ id }) => id.toFixed(),
})
is<Tool<{ id: number }, string, unknown>>()(getOrders)
const weather = appTool({
  name: 'weather',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute: ({ city }) => city.length,
})
is<Tool<{ city: string }, number, unknown>>()(weather)

export const sameDefinition = <S>(definition: ToolDefinition<S>) => tool(definition)
export const anyDefinition = <D extends ToolDefinition>(definition: D) =>
  tool({ timeoutMs: 5_000, ...definition })
export const withContext = <S extends InputSchema, Output, Context>(
  definition: ToolDefinition<S, Output, Context>,
) => toolWithContext<Context>()({ timeoutMs: 5_000, ...definition })

/** Another `execute` around that of the definition. */
export const traced = <const S extends InputSchema>({ execute, ...rest }: ToolDefinition<S>) =>
  tool({ ...rest, execute: async (input, context) => [rest.name, await execute?.(input, context)] })

export const ofAnySchema = <S extends InputSchema>(
  inputSchema: S,
  run: (input: InputOf<S>) => unknown,
) => tool({ name: 'any', inputSchema, reads: [], execute: (input) => run(input) })
export const ofZodObject = <S extends z.ZodObject>(
  inputSchema: S,
  run: (input: InputOf<S>) => string,
) => tool({ name: 'object', inputSchema, reads: [], execute: run })
export const ofFields = <Fields extends z.ZodRawShape>(
  fields: Fields,
  run: (input: InputOf<z.ZodObject<Fields>>) => string,
) => tool({ name: 'fields', inputSchema: z.object(fields), execute: run })
export const ofZodType = <T>(inputSchema: z.ZodType<T>, run: (input: T) => unknown) =>
  tool({ name: 'type', inputSchema, execute: (input) => run(input) })
export const ofJsonSchema = <T>(schema: TypedJsonSchema<T>, run: (input: T) => unknown) =>
  tool({ name: 'json', inputSchema: schema, execute: (input) => run(input) })
export const ofAnyJson = <T>(schema: object, run: (input: T) => string) =>
  tool({ name: 'json', inputSchema: jsonSchema<T>(schema), execute: run })

const shout = ofAnySchema(z.object({ text: z.string() }), ({ text }) => text.toUpperCase())
is<Tool<{ text: string }, unknown, unknown>>()(shout)
createEngine({ tools: [getOrders, weather, shout] })
