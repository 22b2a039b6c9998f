import { meanings } from '../shared/ending.ts'

/** What the finish reasons mean (docs.cohere.com/reference/chat), and those of the first version of the API. */
export const meaningOf: ReturnType<typeof meanings> = meanings({
  length: ['ERROR_LIMIT'],
  refusal: ['ERROR_TOXIC'],
})
