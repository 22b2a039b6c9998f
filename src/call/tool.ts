import { readsOnly } from './effects.ts'
import { UsageError } from './errors/error.ts'
import { refusal } from './expect.ts'
import type { AnyTool, Tool } from './options/tool-definition.ts'
import { checkTool, type CheckedTool, type Place } from './options/tool-options.ts'
import type { GivenTool } from './options/tool-rules.ts'
import type { InputOf, JsonSchema } from './schema/input-schema.ts'
import { checkThreadModule } from './thread-module.ts'

export type { KeysOf } from './effects.ts'

export type { AnyTool, Tool, ToolContext, ToolDefinition } from './options/tool-definition.ts'

export type {
  CacheOptions,
  CoalesceOptions,
  ShareScope,
  ToolOptions,
} from './options/tool-options.ts'

export type { InputOf, InputSchema, JsonSchema } from './schema/input-schema.ts'

/**
 * Declares a tool. `reads` and `writes` are all that Fanfold needs to know in order to run its calls beside
 * others safely, start them early, retry them, and run them again after a crash.
 *
 * What the tool's functions are given has the type that `inputSchema` describes, and what `execute` returns is the type of the
 * tool's output. To give all of an application's tools one type of `context`, use `toolWithContext`.
 *
 * @throws {UsageError} if an option is not what its type says, is not known, or means nothing beside another; or if
 * `inputSchema` describes no object, or cannot be told to a model. The error says what to do.
 *
 * @example
 * const editFile = tool({
 *   name: 'edit_file',
 *   description: 'Replaces a text in a file. Says how often it was there.',
 *   inputSchema: z.object({ path: z.string(), from: z.string(), to: z.string() }),
 *   writes: ({ path }) => fileKey(path),
 *   timeoutMs: 5_000,
 *   execute: async ({ path, from, to }, { signal }) => replaceIn(path, from, to, signal),
 * })
 */
export function tool<
  const S = JsonSchema,
  Output = unknown,
  Context = unknown,
  const P extends Place | undefined = undefined,
  Given = unknown,
>(definition: GivenTool<S, Output, Context, P, Given>): Tool<InputOf<S>, Output, Context> {
  const checked = checkTool(definition)
  const runsIn = checked.runsIn ?? (checked.execute === undefined ? 'outside' : 'inline')
  const made = Object.freeze({ ...checked, runsIn, execute: executeOf({ ...checked, runsIn }) })
  for (const option of ['coalesce', 'cache', 'hedge'] as const)
    if (made[option] && !readsOnly(made))
      throw new UsageError(
        `Expected tool "${made.name}" to declare \`reads\` and no \`writes\`, for it asks for \`${option}\`. ` +
          'Only calls that change nothing can share a result.',
      )
  tools.add(made)
  return made as AnyTool as Tool<InputOf<S>, Output, Context>
}

/** On an `execute` that there has to be, and that is not run. */
const standsIn: symbol = Symbol.for('fanfold.not-here')

/** All that were made here: what they say has been checked. */
const tools = new WeakSet<object>()

/** Whether it is a tool as {@link tool} makes one. One of another copy of the package is a definition. */
export function isTool(value: object): value is AnyTool {
  return tools.has(value)
}

function executeOf(checked: CheckedTool & { readonly runsIn: Place }): AnyTool['execute'] {
  const { name, runsIn, execute, ...rest } = checked
  if (runsIn === 'thread') {
    checkThreadModule(name, rest)
    // A tool made before, perhaps by another copy of the package, may be given again, or spread into a new one.
    if (execute !== undefined && !(standsIn in execute))
      throw new UsageError(
        `Expected no \`execute\` of tool "${name}" beside \`runsIn: 'thread'\`, which runs what \`module\` exports; ` +
          'got a function. Move its code there, or leave out `runsIn` and `module`.',
      )
    return notHere
  }
  if (runsIn === 'outside') {
    expectOutside(checked)
    return notHere
  }
  for (const option of ['module', 'exportName'] as const)
    if (rest[option] !== undefined)
      throw new UsageError(
        `Expected \`${option}\` of tool "${name}" only beside \`runsIn: 'thread'\`, got it beside '${runsIn}'.`,
      )
  if (execute === undefined) throw refusal('execute', ` of tool "${name}"`, 'a function', undefined)
  return execute as AnyTool['execute']
}

/** What may be said of a tool that has no `execute`: the rest is about attempts, which it does not have, or keys. */
const outsideOptions: ReadonlySet<string> = new Set([
  'name',
  'description',
  'inputSchema',
  'runsIn',
  'execute',
  'needsApproval',
  'maxResultChars',
])

/** @throws {UsageError} if something is said of such a tool that would mean nothing. */
function expectOutside({ name, execute, ...rest }: CheckedTool): void {
  if (execute !== undefined && !(standsIn in execute))
    throw new UsageError(
      `Expected no \`execute\` of tool "${name}" beside \`runsIn: 'outside'\`, got a function. Leave out one of the two.`,
    )
  const stray = Object.keys(rest).find((option) => !outsideOptions.has(option))
  if (stray === undefined) return
  throw new UsageError(
    `Expected no \`${stray}\` of tool "${name}", which has no \`execute\`: its calls wait for results from outside, have no attempts ` +
      'and hold no keys. Leave it out, or give the tool an `execute`.',
  )
}

/** The `execute` of a tool that does not run here. */
const notHere = Object.assign(
  (): never => {
    throw new UsageError(
      'Expected a tool without an `execute` of its own to be run by an engine, got a call of it.',
    )
  },
  { [standsIn]: true },
)
