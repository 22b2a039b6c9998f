import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './files.ts'
import type { Lock, Locked } from './locks.ts'

/** What a user may build on without asking anybody: a notice is all that these want. */
const permissive = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD']

/** Of packages that only build and test Fanfold, and are given to nobody. Each of the others is named, with its licence. */
const forDevelopment = [...permissive, 'BlueOak-1.0.0', 'Unlicense', 'CC0-1.0', 'Python-2.0']
const exceptions: readonly (readonly [name: RegExp, licence: string, why: string])[] = [
  [/^json-schema$/, '(AFL-2.1 OR BSD-3-Clause)', 'taken as BSD-3-Clause'],
  [/^caniuse-lite$/, 'CC-BY-4.0', 'data about browsers, read by a bundler that is tried'],
  [/^lightningcss(-|$)/, 'MPL-2.0', 'a part of a bundler that is tried'],
  [/^node-(?:bin-)?(?:darwin|linux)-/, 'unknown', "Node.js itself, under Node.js's licence"],
  [/^@img\/sharp/, 'LGPL-3.0-or-later', 'libraries of a runtime that is tried, used as they are'],
  [
    /^@anthropic-ai\/claude-agent-sdk(-|$)/,
    'SEE LICENSE IN',
    'a framework that a guard is tried in',
  ],
]

/** Says which packages that users get, or are told to install, have a licence that asks for more than a notice. */
export function licenceFaults(packages: readonly Locked[]): string[] {
  return packages
    .filter((one) => !permissive.includes(licenceOf(one)))
    .map(({ name, license }) => `${name} is for users, and has the licence ${license}.`)
}

/** Says which packages of a lock have a licence that nobody has looked at. */
export function developmentFaults({ path, packages }: Lock): string[] {
  return packages
    .filter((one) => one.path.includes('node_modules/') && one.link !== true)
    .filter((one) => !forDevelopment.includes(licenceOf(one)) && !isException(one))
    .map(({ name, license }) => `${path}: nobody has allowed the licence ${license} of ${name}.`)
}

function isException(one: Locked): boolean {
  return exceptions.some(
    ([name, licence]) => name.test(one.name) && licenceOf(one).includes(licence),
  )
}

function licenceOf({ license, path }: Locked): string {
  return license ?? writtenLicence(path)
}

/** Some packages say theirs in a file only. */
function writtenLicence(path: string): string {
  try {
    const text = readFileSync(join(root, path, 'LICENSE'), 'utf8')
    return /^\s*(?:The )?MIT License/i.test(text) ? 'MIT' : 'unknown'
  } catch {
    return 'unknown'
  }
}
