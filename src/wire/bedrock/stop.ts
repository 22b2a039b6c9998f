import { type Meaning, meanings } from '../shared/ending/ending.ts'

/** What the stop reasons mean (API_runtime_ConverseResponse). A guardrail that stepped in says so. */
export const meaningOf: Meaning = meanings({
  refusal: ['guardrail_intervened'],
  broken: ['malformed_model_output', 'malformed_tool_use'],
})
