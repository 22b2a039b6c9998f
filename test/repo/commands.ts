import type { Command } from 'commander'
import { fencesOf } from './fences.ts'
import type { TextFile } from './files.ts'

/** What a page may tell the reader to run. */
export interface Commands {
  readonly fanfold: Command
  /** The names of the package's scripts. */
  readonly scripts: ReadonlySet<string>
}

const program = /(?:^|[|&;(]|\s--|\bnpx|\bnode)\s*(?:bin\/)?fanfold(?:\.mjs)? (.*)/
const word = /"[^"]*"|'[^']*'|[|&;)]+|[^\s|&;)]+/g

/** Says which commands, flags and scripts a page names that there are not, in blocks of `sh` and between backticks. */
export function commandFaults({ path, text }: TextFile, { fanfold, scripts }: Commands): string[] {
  const lines = fencesOf(text)
    .filter(({ language }) => /^(sh|bash|shell|console)$/.test(language))
    .flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n'))
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...lines, ...inline].flatMap((line) => {
    const words = program.exec(line.replace(/(^|\s)#.*/, ''))?.[1]
    const faults = words === undefined ? [] : wordFaults(fanfold, words)
    for (const [, name = ''] of line.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g))
      if (!scripts.has(name)) faults.push(`package.json has no script ${name}.`)
    return faults.map((fault) => `${path}: \`${line.trim()}\`: ${fault}`)
  })
}

function wordFaults(fanfold: Command, text: string): string[] {
  let command = fanfold
  let isCommand = true
  const known = (flag: string): boolean =>
    ['--help', '-h', '--version', '-V'].includes(flag) ||
    [...fanfold.options, ...command.options].some(({ long, short }) => [long, short].includes(flag))
  for (const [each] of text.matchAll(word)) {
    if (/^[|&;)>]|^2>|^--$/.test(each)) break
    if (/[<>…[\]|]|\.\.\./.test(each)) continue
    if (each.startsWith('-')) {
      const flag = each.replace(/=.*/, '')
      if (!known(flag)) return [`\`${nameOf(command)}\` has no ${flag}.`]
      continue
    }
    if (!isCommand) continue
    const next = command.commands.find((one) => one.name() === each)
    if (next !== undefined) command = next
    else if (command.commands.length > 0) return [`\`${nameOf(command)}\` has no command ${each}.`]
    // The words that follow are its arguments.
    isCommand = command.commands.length > 0
  }
  return []
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}
