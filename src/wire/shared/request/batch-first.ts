/**
 * How OpenAI's models are told to make their calls together: in three parts, to decide first, to ask in one batch, and to go one by one
 * only where the next call cannot be known. The parts are those of OpenAI's "Codex prompting guide", on parallel tool calls
 * (developers.openai.com/cookbook/examples/gpt-5/codex_prompting_guide); the words are ours.
 */
export const batchFirst: string =
  'How to call tools:\n' +
  '1. Decide first: before any call, list for yourself everything that you need and can already name.\n' +
  '2. Ask in one batch: put the calls for all of it into one message, where they run side by side.\n' +
  '3. Call one by one only where you cannot know the next call before you have seen a result. Once you have, begin again with 1.'
