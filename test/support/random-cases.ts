/**
 * Loaded first by `npm run check` and `npm test`: properties try the same random cases in each run, so that what fails fails
 * again, elsewhere too. `FANFOLD_SEED` tries others, and so does a file that is run alone.
 */
import * as fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['FANFOLD_SEED'] ?? 1) })
