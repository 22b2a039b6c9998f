/** What programs put into people's messages, in tags of its own. */
const injected: RegExp =
  /<(system-reminder|environment_context|user_instructions|permissions instructions|collaboration_mode|multi_agent_mode|apps_instructions|skills_instructions|plugins_instructions|recommended_plugins|personality_spec|INSTRUCTIONS|local-command-caveat|local-command-stdout|local-command-stderr|command-message|ide_opened_file|ide_selection|user-prompt-submit-hook|environment_details|turn_aborted)\b[^>]*>[\s\S]*?(<\/\1>|$)/g

/** A message of people without what programs added to it; empty if they said nothing. */
export function peoplesWords(text: string): string {
  if (text.startsWith('# AGENTS.md instructions')) return ''
  return text.includes('<') ? text.replaceAll(injected, '').trim() : text.trim()
}
