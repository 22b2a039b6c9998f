import {
  operands,
  readers,
  secondIsWritten,
  subcommands,
  unless,
  writers,
  type ShellKind,
} from './programs.ts'
import { special } from './special-programs.ts'
import { expansion } from './cursor.ts'
import { opening, splitShell, type SimpleCommand } from './split.ts'

/** What a shell command does: it only reads if all of it does, and writes if some of it does. */
export function judgeShell(script: string, depth = 0): ShellKind {
  const commands = depth > 3 ? undefined : splitShell(script)
  return commands === undefined ? 'unknown' : judgeCommands(commands, depth)
}

export function judgeCommands(commands: readonly SimpleCommand[], depth = 0): ShellKind {
  let found: ShellKind = 'reads'
  for (const { words, writesTo } of commands) {
    const kind = writesTo.length > 0 ? 'writes' : judgeWords(words, depth)
    if (kind === 'writes') return kind
    if (kind === 'unknown') found = kind
  }
  return found
}

const assignment = /^(\w+)\+?=/
/** By these, another program is found, or started, than the one that is named. */
const risky =
  /^(?:PATH|IFS|ENV|SHELL|BASH\w*|LD_\w+|DYLD_\w+|GIT_\w+|\w*PAGER|\w*EDITOR|\w*BROWSER|LESS\w*|\w*_OPTIONS|PYTHON\w*|PERL\w*|RUBY\w*|PROMPT_COMMAND)$/
/** What an assignment changes for the commands behind it; a value that begins with a dash may be an option of theirs. */
function isRisky(word: string): boolean {
  const [whole = '', name = ''] = assignment.exec(word) ?? []
  return risky.test(name) || (whole !== '' && word.charAt(whole.length) === '-')
}

const system = /^(?:\/usr(?:\/local)?|\/opt\/homebrew)?\/s?bin\//

/** The words of a command without the keywords and assignments before it. */
export function withoutPrefix(words: readonly string[]): readonly string[] {
  let from = 0
  while (opening.has(words[from] ?? '') || assignment.test(words[from] ?? '')) from += 1
  return words.slice(from)
}

function judgeWords(all: readonly string[], depth: number): ShellKind {
  if (all.some(isRisky)) return 'unknown'
  const [first = ':', ...rest] = withoutPrefix(all)
  const program = first.replace(system, '')
  const inner = unwrapped(program, rest)
  if (inner !== undefined) return depth > 3 ? 'unknown' : judgeWords(inner, depth + 1)
  if (writers.has(program)) return 'writes'
  if (rest.some((word) => /^--(?:write|fix|in-?place)(?:=|$)/.test(word))) return 'writes'
  if (rest.length === 1 && /^--(?:version|help)$/.test(rest[0] ?? '') && /^[\w.+-]+$/.test(program))
    return 'reads'
  if (secondIsWritten.has(program) && operands(rest).length > 1) return 'unknown'
  if (Object.hasOwn(unless, program)) return judgeOptions(program, rest)
  if (readers.has(program)) return 'reads'
  if (Object.hasOwn(subcommands, program)) return judgeSubcommand(program, rest)
  if (Object.hasOwn(special, program))
    return special[program]?.(rest, (script) => judgeShell(script, depth + 1)) ?? 'unknown'
  return 'unknown'
}

/** Commands that run another, and the options before it: of those that take a value it may be the next word. */
const wrappers: Readonly<Record<string, readonly [plain: RegExp, valued: RegExp]>> = {
  command: [/^$/, /^$/],
  builtin: [/^$/, /^$/],
  nice: [/^$/, /^-n$/],
  stdbuf: [/^-[ioe]./, /^$/],
  env: [/^-i?$/, /^-u$/],
  sudo: [/^-[nE]$/, /^-u$/],
  timeout: [/^--\w[\w-]*=/, /^-[ks]$/],
  xargs: [/^(?:-[0rt]+|-[ILnPd].+|--null|--no-run-if-empty)$/, /^-[ILnPd]$/],
}

/** The command that a command runs; undefined if it runs none. */
function unwrapped(program: string, rest: readonly string[]): readonly string[] | undefined {
  const options = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined
  if (options === undefined) return undefined
  if (program === 'command' && /^-[vV]$/.test(rest[0] ?? '')) return []
  const [plain, valued] = options
  let from = 0
  for (; from < rest.length; from += 1) {
    const word = rest[from] ?? ''
    if (valued.test(word)) from += 1
    else if (!plain.test(word) && !(program === 'env' && assignment.test(word))) break
  }
  const inner = rest.slice(program === 'timeout' ? from + 1 : from)
  if (program === 'env' && inner.length === 0) return []
  // What `xargs` reads may be options.
  const isKnown =
    program !== 'xargs' ||
    readers.has(inner[0] ?? 'echo') ||
    /^(?:rg|sed|file|sh|bash)$/.test(inner[0] ?? '') ||
    writers.has(inner[0] ?? '')
  return isKnown && inner[0]?.startsWith('-') !== true ? inner : [expansion]
}

function judgeOptions(program: string, rest: readonly string[]): ShellKind {
  for (const [word, kind] of unless[program] ?? [])
    if (rest.some((each) => word.test(each))) return kind
  return 'reads'
}

function judgeSubcommand(program: string, rest: readonly string[]): ShellKind {
  const end = rest.findIndex((word) => word.startsWith('-'))
  const command = rest.slice(0, end === -1 ? undefined : end).join(' ')
  const { reads, writes } = subcommands[program] ?? {}
  if (writes?.test(command) === true) return 'writes'
  return reads?.test(command) === true && !rest.includes('--web') ? 'reads' : 'unknown'
}
