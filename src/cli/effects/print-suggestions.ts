import { keysOf } from '../../adapt/effects/keys-of-suggestion.ts'
import type { Suggestion } from '../../adapt/effects/suggest.ts'
import { rulesAsData } from '../../adapt/effects/write-rules.ts'
import { pad, cells } from '../../util/term/text.ts'
import { oneLine } from '../../util/term/visible.ts'

/** The tools of one server, or of one file. */
export interface Toolset {
  readonly server?: string | undefined
  readonly error?: string | undefined
  readonly suggestions: readonly Suggestion[]
}

/** What `--json` prints. Keys are templates: `{path}` stands for the argument. */
export function jsonOf(toolsets: readonly Toolset[], narrow: boolean): object {
  return {
    toolsets: toolsets.map(({ server, error, suggestions }) => ({
      ...(server !== undefined && { server }),
      ...(error !== undefined && { error }),
      tools: suggestions.map((suggestion) => toolJson(suggestion, suggestions, narrow)),
    })),
  }
}

function toolJson(suggestion: Suggestion, all: readonly Suggestion[], narrow: boolean): object {
  const { name, effect, confidence, why, contradiction, declares, narrower, idempotent } =
    suggestion
  const narrowKeys = narrower === undefined ? [] : keysOf(suggestion, all, true)
  return {
    name,
    effect,
    confidence,
    why,
    ...(contradiction !== undefined && { contradiction }),
    ...(declares === undefined
      ? { rule: { [effect]: keysOf(suggestion, all, narrow), ...(idempotent && { idempotent }) } }
      : { declares }),
    ...(narrower !== undefined && { narrower: { keys: narrowKeys, question: narrower.question } }),
  }
}

/** The rules as a part of the configuration, for `fanfold mcp`. */
export function configOf(toolsets: readonly Toolset[], narrow: boolean): object {
  const servers = toolsets.flatMap(({ server = '', suggestions }) =>
    suggestions.length === 0 ? [] : [[server, { tools: rulesAsData(suggestions, { narrow }) }]],
  )
  return { fanfold: { servers: Object.fromEntries(servers) as object } }
}

/** For people, beside the rules: each tool, what it is taken for, how sure that is, and why. */
export function tableOf(toolsets: readonly Toolset[]): readonly string[] {
  return toolsets.flatMap(({ server = '', error, suggestions }) => {
    const width = suggestions.reduce((most, { name }) => Math.max(most, cells(oneLine(name))), 0)
    return [
      `${oneLine(server)}${error === undefined ? '' : ` did not answer: ${oneLine(error)}`}`,
      ...suggestions.map(
        ({ name, effect, confidence, why, contradiction }) =>
          `  ${pad(oneLine(name), width)}  ${pad(effect, 6)}  ${pad(confidence, 7)}  ${oneLine(contradiction ?? why)}`,
      ),
    ]
  })
}
