import { drawsItsInput } from './drawing.ts'
import { judgeDescription } from './judge-description.ts'
import { judgeName, type NameVerdict } from './judge-name.ts'
import { judgeSchema, propertiesOf } from './judge-schema.ts'
import type { Judgement, ToolFacts, ToolHints } from './tool-facts.ts'
import { producing } from './words/reads.ts'
import { wordsOfName } from './words/split-name.ts'

/** How tools are judged. */
export interface JudgeOptions {
  /** Where the tools come from, for many servers repeat their name in front of their tools' names. */
  readonly server?: string | undefined
  /** Whether a tool is a reader because its server's annotations say so. That it writes is always believed. */
  readonly trust?: boolean | undefined
}

/**
 * Says whether a tool only reads, from its annotations, name, description and arguments. It is taken for a reader only if
 * something says so and nothing speaks against it; all else is a write.
 */
export function judgeTool(tool: ToolFacts, { server, trust = true }: JudgeOptions = {}): Judgement {
  const hints = tool.hints ?? {}
  const idempotent = isIdempotent(tool, hints, trust) ? ({ idempotent: true } as const) : {}
  const name = judgeName(tool.name, server)
  if (hints.readOnlyHint === false)
    return { ...write('sure', 'readOnlyHint: false'), ...idempotent }
  if (hints.destructiveHint === true && hints.readOnlyHint !== true)
    return { ...write('sure', 'destructiveHint: true'), ...idempotent }
  const doubt = doubtOf(tool, name)
  if (trust && hints.readOnlyHint === true) return ofReadOnly(doubt, hints)
  return { ...(doubt ?? ofWords(tool, name)), ...idempotent }
}

function write(confidence: Judgement['confidence'], why: string): Judgement {
  return { effect: 'writes', confidence, why }
}

/** The server says that it changes nothing. It is believed, unless it says otherwise by the tool's own name or words. */
function ofReadOnly(doubt: Judgement | undefined, { destructiveHint }: ToolHints): Judgement {
  const other = destructiveHint === true ? 'destructiveHint: true' : doubt?.why
  if (other === undefined) return { effect: 'reads', confidence: 'sure', why: 'readOnlyHint: true' }
  const contradiction = `readOnlyHint: true, but ${other}`
  return { ...write('likely', other), contradiction }
}

/** What speaks for a write, whatever else is said. */
function doubtOf({ description, schema }: ToolFacts, name: NameVerdict): Judgement | undefined {
  if (name.says === 'writes') return write('sure', `named "${name.word}"`)
  const words = judgeDescription(description)
  if (words.says === 'writes') return write('likely', `description says "${words.word}"`)
  const input = judgeSchema(schema)
  if (input.says === 'writes') return write('likely', `takes \`${input.argument}\``)
  return undefined
}

function ofWords(tool: ToolFacts, name: NameVerdict): Judgement {
  const { description, schema } = tool
  const words = judgeDescription(description)
  const input = judgeSchema(schema)
  const isReadOnly = saysReadOnly(description)
  if (input.says === 'doubtful' && !isReadOnly)
    return write('unknown', `takes \`${input.argument}\``)
  if (drawsItsInput(tool)) return reads('draws what it is given')
  if (mayMakeFile(tool, name.word, words.word)) return write('unknown', 'may make a file')
  if (name.says === 'doubtful' || words.says === 'doubtful')
    return isReadOnly && words.says !== 'open'
      ? reads('description says read-only')
      : write('unknown', `"${name.says === 'doubtful' ? name.word : words.word}" may do anything`)
  if (name.says === 'reads')
    return reads(
      words.says === 'open' ? `named "${name.word}"` : `named and described as "${name.word}"`,
    )
  if (name.says === 'examines' && (words.says === 'reads' || words.says === 'examines'))
    return reads(`described as "${words.word}"`)
  const isNoun = name.says === 'open' || name.isState === true
  if (words.says === 'reads' || (words.says === 'examines' && isNoun))
    return reads(`described as "${words.word}"`)
  return write('unknown', 'nothing says what it does')
}

function reads(why: string): Judgement {
  return { effect: 'reads', confidence: 'likely', why }
}

const fileLike: RegExp =
  /^(?:pdf|docx?|xlsx?|pptx?|png|jpe?g|svg|gif|webp|mp\d|wav|epub|zip|tar|archives?|files?|filenames?|filepaths?|paths?|folders?|images?|videos?|audio|documents?|sheets?|workbooks?|dataframes?)$/
const textOf: RegExp =
  /^extracts? (?:\w+ )?(?:text|contents?|metadata|information|links|keywords|entities|tables|data|facts|headings)\b/i

/** `convert_to_pdf`, `extract_pages({ file })`: the result may be a file beside the first. */
function mayMakeFile(
  { name, description, schema }: ToolFacts,
  ...verbs: readonly string[]
): boolean {
  if (!verbs.some((verb) => producing.has(verb)) || textOf.test(description)) return false
  const words = [name, ...Object.keys(propertiesOf(schema))].flatMap(wordsOfName)
  return words.some((word) => fileLike.test(word))
}

function saysReadOnly(description: string): boolean {
  return (
    /\bread[- ]?only\b/i.test(description) &&
    !/\b(?:not|n't|unless|except|if|or|mode|by default)\b/i.test(description)
  )
}

/** Names of what does more when it is done twice, whatever the server says. */
const adding: RegExp =
  /^(?:append|increment|decrement|send|charge|pay|transfer|toggle|push|post|bump)/i

function isIdempotent({ name }: ToolFacts, { idempotentHint }: ToolHints, trust: boolean): boolean {
  return trust && idempotentHint === true && !adding.test(name)
}
