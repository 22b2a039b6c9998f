import type { Effect, Input, ToolsetEffects } from './effect.ts'

/**
 * Names are local to the current directory, so every call reads it and only `cd` writes it: a fence between the
 * calls before and after it, within which one name is one entry.
 */
const directory = 'files/directory'
/** The entries by name, each with all that lies below it. */
const entries = 'files/entries'
/** `ls` and `find` show the entries in the order in which they were made, so those that make entries keep theirs. */
const made = 'files/made'

export const gorillaFileSystem: ToolsetEffects = {
  cd: { writes: directory },
  pwd: { reads: directory },

  ls: { reads: [directory, entries] },
  du: { reads: [directory, entries] },
  find: lookingAt('path'),
  cat: lookingAt('file_name'),
  grep: lookingAt('file_name'),
  sort: lookingAt('file_name'),
  tail: lookingAt('file_name'),
  wc: lookingAt('file_name'),
  diff: lookingAt('file_name1', 'file_name2'),

  // Without a file it only says back what it was given.
  echo: {
    reads: (input) => (input['file_name'] == null ? [] : directory),
    writes: (input) => (input['file_name'] == null ? [] : entry(input['file_name'])),
  },
  touch: making('file_name'),
  mkdir: making('dir_name'),
  rm: removing('file_name'),
  rmdir: removing('dir_name'),
  // The destination is a new name or a directory to put the source into: both lie under its key.
  cp: {
    reads: (input) => [directory, entry(input['source'])],
    writes: (input) => [made, entry(input['destination'])],
  },
  mv: {
    reads: directory,
    writes: (input) => [made, entry(input['source']), entry(input['destination'])],
  },
}

function lookingAt(...parameters: readonly string[]): Effect {
  return { reads: (input) => [directory, ...entriesNamed(input, parameters)] }
}

function making(parameter: string): Effect {
  return { reads: directory, writes: (input) => [made, entry(input[parameter])] }
}

function removing(parameter: string): Effect {
  return { reads: directory, writes: (input) => entry(input[parameter]) }
}

function entriesNamed(input: Input, parameters: readonly string[]): string[] {
  return parameters.map((parameter) => entry(input[parameter]))
}

/** The key of a path. One that leaves the current directory, or none, may be anything. */
function entry(path: unknown): string {
  if (typeof path !== 'string' || path.startsWith('/')) return entries
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  return names.includes('..') ? entries : [entries, ...names].join('/')
}
