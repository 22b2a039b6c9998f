import { judgeGit } from './git.ts'
import { operands, type ShellKind } from './programs.ts'
import { expansion } from './cursor.ts'

/** Judges a script that a command is given. */
type Judge = (script: string) => ShellKind

/** Programs whose arguments are a program, or options that have to be known all. */
export const special: Readonly<
  Record<string, (rest: readonly string[], judge: Judge) => ShellKind>
> = {
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
  awk: judgeAwk,
  gawk: judgeAwk,
  tee: (rest) =>
    operands(rest).every((file) => /^\/dev\/(?:null|stderr)$/.test(file)) ? 'reads' : 'writes',
  tar: ([mode = '', ...rest]) => {
    if (!/^(?:-?[vzjJ]*t\w*|--list)$/.test(mode)) return 'writes'
    return rest.every((word) => /^(?:[^-].*|-[fvC]|--file=.*|)$/s.test(word)) ? 'reads' : 'unknown'
  },
  unzip: (rest) => (rest.some((word) => /^-[lpZtv]/.test(word)) ? 'reads' : 'writes'),
  curl: judgeCurl,
  wget: (rest) => {
    if (rest.some((word) => /^(?:--(?:post|body|method|output)|-\w*[oaPr]$)/.test(word)))
      return 'writes'
    const prints = rest.some(
      (word, at) => /^-\w*O-$/.test(word) || (word === '-' && /^-\w*O$/.test(rest[at - 1] ?? '')),
    )
    return prints ? 'reads' : 'writes'
  },
  ...Object.fromEntries(
    ['bash', 'sh', 'zsh', 'dash'].map((shell) => [
      shell,
      ([option = '', script = expansion, ...more]: readonly string[], judge: Judge): ShellKind =>
        /^-[lie]*c$/.test(option) && !script.includes(expansion) && more.length === 0
          ? judge(script)
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

/** A longer program does more than print. */
const longestProgram = 1_000

function judgeAwk(rest: readonly string[]): ShellKind {
  if (rest.some((word) => /^-(?:[fil]|-file|-include|-load|-inplace|e|-source)/.test(word)))
    return 'unknown'
  const program =
    rest.find((word, at) => !word.startsWith('-') && !/^-[Fv]$/.test(rest[at - 1] ?? '')) ?? ''
  if (program.length > longestProgram || /print[^};]*>/.test(program)) return 'unknown'
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
