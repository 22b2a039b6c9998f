import { existsSync } from 'node:fs'

/** Why a test that reads public data cannot run here; false where it can. */
export function missing(path: string): string | false {
  return existsSync(path)
    ? false
    : `the data is not here: ${path}; FANFOLD_DATA can name its folder`
}
