import { lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { errorText } from '../../util/error-text.ts'
import { failure, usageError } from '../cli-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { print } from '../term/print.ts'
import { pathWord } from '../term/shell-word.ts'
import { starter } from './starter.ts'

/** `fanfold init`: writes a project that runs offline into a folder, beside what is there, and never over it. */
export function init(given: string): ExitCode {
  const folder = resolve(given)
  const files = starter(packageName(folder))
  if (kindOf(folder) === 'other')
    throw usageError(`Expected ${given} to be a folder, or not to be there yet, but it is a file.`)
  const taken = files.map(([path]) => path).filter((path) => kindOf(join(folder, path)) !== 'none')
  if (taken.length > 0)
    throw usageError(
      `Nothing was written, for ${given} has ${taken.join(', ')} already. Give another folder: fanfold init my-agent`,
    )
  try {
    mkdirSync(folder, { recursive: true })
    // Were a file to come meanwhile, it would stay as it is.
    for (const [path, text] of files) writeFileSync(join(folder, path), text, { flag: 'wx' })
  } catch (cause) {
    throw failure(`Cannot write the starter to ${given}: ${errorText(cause)}`, cause)
  }
  print(`Wrote ${files.map(([path]) => path).join(', ')}${given === '.' ? '' : ` to ${given}`}.`)
  print('', 'Next:')
  if (folder !== process.cwd()) print(`  cd ${pathWord(given)}`)
  print('  npm install', '  npm start      # runs offline, with a scripted model', '  npm test')
  print('', 'README.md says how to put a real model behind it.')
  return exitCode.answered
}

function kindOf(path: string): 'none' | 'folder' | 'other' {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 'none'
  return found.isDirectory() ? 'folder' : 'other'
}

/** Of the folder's name what npm takes. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '')
  return name === '' || name === 'fanfold' || name === 'node_modules' ? 'my-agent' : name
}
