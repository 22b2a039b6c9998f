// Writes the list of public names anew, after a change of them that is meant.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './files.ts'
import { formatPublicNames, listPath } from './public-name-list.ts'

writeFileSync(join(root, listPath), formatPublicNames())
