import { verbForms, type VerbForms } from './forms.ts'

/** Verbs that change something, and are hardly ever anything but verbs: wherever one stands, something is changed. */
export const writing: VerbForms = verbForms(`
  abort accept acknowledge acquire activate add adjust advance allocate alter amend announce annotate anonymize append apply
  approve archive arrange assign attach authorize award
  ban bind block boot broadcast burn buy
  cancel capture claim clean clear click clone close collapse compact compress confirm configure connect consume contribute convey
  copy cordon correct create
  deactivate debit decline decrement dedupe deduct defer delegate delete deliver demote deploy deposit dequeue deregister destroy detach
  disable disconnect discard dismiss dispatch dispose distribute donate download drag drain drop duplicate
  earn edit eject elevate embed empty enable encrypt enforce enqueue enroll ensure enter erase escalate evict expire extend
  fill finalize finish fix flag flip flush forget format forward freeze
  gain give grant
  halt hide hire
  import inactivate increment ingest initialize inject insert install instantiate invalidate invite
  join
  kick kill
  leave lend lock
  make mark merge migrate mint modify move mutate mute
  navigate notify nominate
  obfuscate offboard onboard optimize overwrite
  paste pause pay persist pick play pop populate prepend press prioritize promote propose provision prune publish purchase purge push put
  quarantine quit
  reactivate reassign reboot rebuild receive reclassify recompute reconcile reconnect recover redact redeem redeploy redo reduce refill refund
  register reindex reinstall reject relabel relaunch reload relocate remediate remember remove rename renew
  reopen reorder repair replace replay replicate reply repost republish reschedule resend reserve reset resize restart
  restore restrict resume retire retract retrain retry revert revise revoke rewrite rollback rotate
  save scroll seed sell send set share ship shred shut shuffle shutdown sign spawn spend stake stop submit subscribe suspend swap switch
  synchronize synthesize
  take terminate throttle toggle touch train trash trigger truncate tune type
  unarchive unassign unban unblock undelete undeploy undo unenroll unfollow unfreeze uninstall unlink unlock unmark unmount unmute unpin
  unpublish unregister unset unstar unsubscribe untag unzip update upgrade upload upsert
  vacuum vote
  warm wipe withdraw write
  zip
  rm rmdir mkdir mv cp chmod chown mkfs goto signup login logout signin signout checkin checkout unread aloud
`)

/** Verbs that change something, and are nouns or adjectives as well: what they are depends on where they stand. */
export const namingOrWriting: VerbForms = verbForms(`
  address alarm alert answer ask backup bill bookmark book branch bridge broadcast budget build cache call cart certify change
  charge chat comment commit complain complete contact control cover credit cron crop
  decrypt dial document draft draw dump email exchange export
  fax feed file fire flash focus follow fork fund
  go guard handover hold host index invoice issue
  job judge
  label launch lease level license lift light like link load log
  mail map message mirror monitor mount
  name note
  offer open order own
  pack page park patch pin ping place plan plot point poll post pour present print process produce program project prompt protect
  question queue quote
  raise rank rate react record refresh release rent repeat report repost request research resolve review reward roll route
  scale schedule score scrape script seal secure ship shop signal sleep snapshot sort sound speak split stage star start stash
  step store stream strip study sync
  tag talk target task test text tip trade transfer transform transcribe tune turn tweet
  unit
  visit
  wait wake walk watch water work wrap
`)

/** Of those that are hardly ever nouns in a name, the ones that are in a sentence: "price updates", "the close", "file types". */
export const alsoNouns: VerbForms = verbForms(`
  advance award block boot burn buy capture claim click clone close compact copy correct decline delegate discard distribute double
  drag drain drop edit empty exchange extend finish fix flag flip flush format forward freeze grant halt hire import increment install
  kick kill leave lock mint move mute offer paste pause pick place play pop press promote purchase purge quit redo refund release
  replay retry retreat reset restart revert roll scroll seed sell set share ship shred shuffle sign spawn spend stake stop swap switch
  take throttle toggle touch train transfer trash trigger tune type update upgrade upload vacuum vote warm zip make put complete enter
  signup login logout signin signout checkin checkout
`)

/** What is so, rather than done: "is published", "accepts", "by adding". In a sentence they count where they must be verbs. */
export const lasting: VerbForms = verbForms(`
  accept activate add adjust apply arrange attach authorize clean clear configure connect contribute dispose embed
  enable disable distribute ensure format optimize publish register relocate restrict write close format follow duplicate
`)

/** What may be done to an answer before it is given. */
export const arranging: VerbForms = verbForms(
  'format sort rank order process present clean label scale page stream',
)

/**
 * Words that cost, disturb or leave a trace although they are said of reading, and words that ask for what may happen to be
 * said in passing.
 */
export const trace: RegExp =
  /\b(?:charg(?:es|ed|ing)|bill(?:s|ed)|deduct\w*|debit(?:s|ed)|notif(?:y|ies|ied|ying)|consum(?:e|es|ed|ing)|subscrib(?:e|es|ed|ing)|side[- ]effects?|for sale|for rent|at auction|turn(?:s|ing)? (?:on|off)|log(?:s|ging)? (?:in|out)|sign(?:s|ing)? (?:in|out|up)|check(?:s|ing) (?:in|out)|check (?:in|out) (?:a|the|to|from|of)|rid of|up for|in[- ]place(?! of)|once (?:a|per|every)|costs? (?:one|an?|\d+|money)|(?:one|a|\d+) credits?|into (?:the |your |a )?(?:local|working) |(?:sees|knows|learns) that you)\b/
