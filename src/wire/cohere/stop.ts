import { type Meaning, meanings } from '../shared/ending/ending.ts'

/** What the finish reasons mean (docs.cohere.com/reference/chat), and those of the first version of the API. */
export const meaningOf: Meaning = meanings({
  length: ['ERROR_LIMIT'],
  refusal: ['ERROR_TOXIC'],
})
