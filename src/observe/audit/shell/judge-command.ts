import { judgeGit } from './git.ts'
import {
  readers,
  secondIsWritten,
  subcommands,
  unless,
  writers,
  type ShellKind,
} from './programs.ts'
import { expansion, opening, splitShell, type SimpleCommand } from './split.ts'

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
const system = /^(?:\/usr(?:\/local)?|\/opt\/homebrew)?\/s?bin\//

/** The words of a command without the keywords and assignments before it. */
export function withoutPrefix(words: readonly string[]): readonly string[] {
  let from = 0
  while (opening.has(words[from] ?? '') || assignment.test(words[from] ?? '')) from += 1
  return words.slice(from)
}

function judgeWords(all: readonly string[], depth: number): ShellKind {
  if (all.some((word) => risky.test(assignment.exec(word)?.[1] ?? ''))) return 'unknown'
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
  if (Object.hasOwn(special, program)) return special[program]?.(rest, depth) ?? 'unknown'
  return 'unknown'
}

/** The command that a command runs. */
function unwrapped(program: string, rest: readonly string[]): readonly string[] | undefined {
  if (program === 'command' && /^-[vV]$/.test(rest[0] ?? '')) return []
  if (/^(?:command|builtin|nice|nohup|sudo|stdbuf|env|timeout|gtimeout|xargs)$/.test(program)) {
    const takesTime = program.endsWith('timeout')
    let from = 0
    for (; from < rest.length; from += 1) {
      const word = rest[from] ?? ''
      if (/^-[nILPdsE]$/.test(word) && program === 'xargs') from += 1
      else if (/^-[ksn]$/.test(word) && program !== 'xargs') from += 1
      else if (!word.startsWith('-') && !assignment.test(word)) break
    }
    return rest.slice(takesTime ? from + 1 : from)
  }
  return undefined
}

function judgeOptions(program: string, rest: readonly string[]): ShellKind {
  for (const [word, kind] of unless[program] ?? [])
    if (rest.some((each) => word.test(each))) return kind
  return 'reads'
}

function judgeSubcommand(program: string, rest: readonly string[]): ShellKind {
  const command = rest.filter((word) => !word.startsWith('-')).join(' ')
  const { reads, writes } = subcommands[program] ?? {}
  if (writes?.test(command) === true) return 'writes'
  return reads?.test(command) === true && !rest.includes('--web') ? 'reads' : 'unknown'
}

/** Programs whose arguments are a program, or options that have to be known all. */
const special: Readonly<Record<string, (rest: readonly string[], depth: number) => ShellKind>> = {
  git: judgeGit,
  sed: (rest) => {
    if (rest.some((word) => /^(?:-[a-zA-Z]*i|--in-place)/.test(word))) return 'writes'
    const scripts = rest.filter((_, at) => rest[at - 1] === '-e')
    const [script] = scripts.length > 0 ? scripts : operands(rest)
    const isPlain = [script ?? '', ...scripts].every(isPlainSed)
    return isPlain &&
      rest.every(
        (word) =>
          /^(?:-[nEresuz]+|--\w+|[^-].*|-)?$/s.test(word) && !/^--(?:file|expression)/.test(word),
      )
      ? 'reads'
      : 'unknown'
  },
  awk: (rest) => judgeAwk(rest),
  gawk: (rest) => judgeAwk(rest),
  tee: (rest) =>
    operands(rest).every((file) => /^\/dev\/(?:null|stderr)$/.test(file)) ? 'reads' : 'writes',
  tar: ([mode = '']) => (/^-?-?(?:t|list)/.test(mode) ? 'reads' : 'writes'),
  unzip: (rest) => (rest.some((word) => /^-[lpZtv]/.test(word)) ? 'reads' : 'writes'),
  curl: (rest) => judgeCurl(rest),
  wget: (rest) =>
    rest.some(
      (word, at) =>
        /^-\w*O-$|^--spider$/.test(word) || (word === '-' && /O$/.test(rest[at - 1] ?? '')),
    )
      ? 'reads'
      : 'writes',
  ...Object.fromEntries(
    ['bash', 'sh', 'zsh', 'dash'].map((shell) => [
      shell,
      ([option = '', script = expansion, ...more]: readonly string[], depth: number): ShellKind =>
        /^-[lie]*c$/.test(option) && !script.includes(expansion) && more.length === 0
          ? judgeShell(script, depth + 1)
          : 'unknown',
    ]),
  ),
}

const address = String.raw`(?:\d+(?:~\d+)?|\$|/(?:[^/\\]|\\.)*/I?)`
const substitution = String.raw`s([/|#,:@!])(?:\\.|(?!\1)[^\\])*\1(?:\\.|(?!\1)[^\\])*\1[gpiI\d]*`
const sedStatement: RegExp = new RegExp(
  String.raw`[\s;{}]*(?:${address}(?:,\s*(?:\+\d+|${address}))?)?\s*!?\s*(?:[pdDqQ={}nNhHgGxlL]|${substitution})?`,
  'y',
)

/** Neither `w` nor `e`, nor anything else that is not known. */
function isPlainSed(script: string): boolean {
  for (let at = 0; at < script.length; at = sedStatement.lastIndex) {
    sedStatement.lastIndex = at
    if (!sedStatement.test(script) || sedStatement.lastIndex === at) return false
  }
  return true
}

function judgeAwk(rest: readonly string[]): ShellKind {
  if (rest.some((word) => /^-(?:[fil]|-file|-include|-load|-inplace|e|-source)/.test(word)))
    return 'unknown'
  const program =
    rest.find((word, at) => !word.startsWith('-') && !/^-[Fv]$/.test(rest[at - 1] ?? '')) ?? ''
  return /[>|@]|system|getline|\0/.test(program.replaceAll(/\|\||>=|(?<=[\w)]\s*)>(?=\s*\d)/g, ''))
    ? 'unknown'
    : 'reads'
}

const asks =
  /^(?:-[sSfLIvkgG46iN#]+|-[HAumweb]|-[HA].+|--(?:silent|show-error|fail|location|head|include|verbose|insecure|compressed|get|globoff|ipv[46]|no-progress-meter|max-time|connect-timeout|header|user-agent|url|retry|write-out|user|max-redirs)(?:=.*)?)$/
const sends =
  /^(?:-[a-zA-Z]*[oOdFTcDJ]|--(?:data|form|upload|output|remote|json|cookie-jar|dump-header))/

function judgeCurl(rest: readonly string[]): ShellKind {
  const kept = rest.filter((word, at) => {
    const before = rest[at - 1] ?? ''
    const isMethod = /^(?:-X|--request)$/.test(word) && /^(?:GET|HEAD)$/.test(rest[at + 1] ?? '')
    const isDiscarded =
      /^(?:-o|--output)$/.test(word) && /^(?:\/dev\/null|-)$/.test(rest[at + 1] ?? '')
    return (
      !isMethod &&
      !isDiscarded &&
      !/^-[HAumweb]$|^--(?:header|user-agent|write-out|user)$/.test(before)
    )
  })
  if (kept.some((word) => sends.test(word))) return 'writes'
  return kept.every((word) => !word.startsWith('-') || asks.test(word) || word === '-')
    ? 'reads'
    : 'unknown'
}

function operands(rest: readonly string[]): readonly string[] {
  return rest.filter((word) => !/^-./.test(word) && !/^\d+$/.test(word))
}
