/**
 * What the model is told so that it asks for independent lookups in one message. Providers found that saying so
 * works: Anthropic, "Parallel tool use" (docs.anthropic.com, tool use: implement tool use); OpenAI, "GPT-4.1
 * prompting guide" and "Function calling: parallel function calling" (platform.openai.com/docs).
 */
export const parallelInstructions: string = [
  'When several tool calls do not depend on each other, make all of them in one message: they run side by side,',
  'and the answer comes sooner. Call tools one after another only when a call needs the result of an earlier one.',
].join(' ')
