/** What a command does, as far as its words say. */
export type ShellKind = 'reads' | 'writes' | 'unknown'

/** Programs that only read and print, whatever they are given. */
export const readers: ReadonlySet<string> = words(`
  ls cat head tail wc grep egrep fgrep zgrep cut tr jq diff cmp comm stat du df pwd which whereis whatis type echo printf printenv
  basename dirname realpath readlink md5 md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum cksum b2sum sum
  hexdump od strings column fold fmt paste join rev tac nl seq expr test [ [[ true false : cd pushd popd dirs whoami id groups
  uname uptime ps pgrep lsof free zcat gzcat look getent nproc arch lscpu lsblk locale tty numfmt dig nslookup host ping netstat
  cal more eza exa tokei exit return break continue set shopt unset read export local declare typeset readonly
  done fi esac } for in
`)

/** Programs that change something, whatever they are given. */
export const writers: ReadonlySet<string> = words(`
  rm rmdir mv cp ln mkdir touch chmod chown chgrp truncate dd install rsync scp sftp shred mkfifo mknod mktemp patch apply_patch unlink
  kill pkill killall crontab gzip gunzip bzip2 bunzip2 xz unxz zip zstd split csplit sponge apt apt-get yum dnf apk pacman useradd
  userdel usermod passwd mount umount reboot shutdown ssh-keygen make cmake ninja tsc
`)

/** What one of the options or operands of a program makes of it; the first that is met decides, else it reads. */
export const unless: Readonly<Record<string, readonly (readonly [word: RegExp, ShellKind])[]>> = {
  rg: [[/^--(?:pre|hostname-bin)\b/, 'unknown']],
  ag: [[/^--pager/, 'unknown']],
  ss: [[/^-\w*[KD]|^--(?:kill|diag)/, 'unknown']],
  sort: [
    [/^(?:-[a-zA-Z]*o|--output)/, 'writes'],
    [/^--compress-program/, 'unknown'],
  ],
  find: [
    [/^-(?:delete|fprint0?|fprintf|fls)$/, 'writes'],
    [/^-(?:exec|ok)/, 'unknown'],
  ],
  fd: [[/^(?:-[a-zA-Z]*[xX]|--exec)/, 'unknown']],
  tree: [[/^-\w*o/, 'writes']],
  file: [[/^(?:-\w*C|--compile)/, 'writes']],
  less: [[/^(?:-\w*[oO]|--log|\+)/, 'unknown']],
  bat: [[/^(?:--pager|cache)/, 'unknown']],
  date: [[/^(?:-\w*s|--set|\d)/, 'unknown']],
  uniq: [],
  hostname: [[/^[^-]|^-F/, 'unknown']],
  xxd: [[/^-r/, 'unknown']],
  yq: [[/^(?:-\w*i|--inplace|-s|--split)/, 'writes']],
  base64: [[/^-\w*o|^--output/, 'writes']],
  iconv: [[/^-\w*o|^--output/, 'writes']],
  journalctl: [[/^--(?:vacuum|rotate|flush|sync|relinquish|setup|update)/, 'writes']],
}

/** Where one further operand is a file that is written. */
export const secondIsWritten: ReadonlySet<string> = words('uniq xxd')

/** The commands of programs that have such, of one word or two, with which they only read, and with which they change something. */
export const subcommands: Readonly<
  Record<string, { readonly reads: RegExp; readonly writes: RegExp }>
> = {
  gh: {
    reads:
      /^(?:(?:pr|issue|run|repo|release|workflow|gist|label|project|cache|ruleset) (?:list|view|diff|checks|status)|search \w+|auth status|status)\b/,
    writes:
      /^\w+ (?:create|merge|close|reopen|edit|delete|comment|review|ready|checkout|clone|fork|rerun|cancel|run|upload|set|rename|sync|login|logout|lock|pin|download)\b/,
  },
  npm: {
    reads: /^(?:ls|list|la|ll|view|info|show|outdated|why|explain|root|prefix|whoami|search|v)\b/,
    writes: installing(),
  },
  pnpm: { reads: /^(?:ls|list|ll|why|outdated|root)\b/, writes: installing() },
  yarn: { reads: /^(?:list|info|why|outdated)\b/, writes: installing() },
  bun: { reads: /^(?:pm ls|outdated|why)\b/, writes: installing() },
  pip: {
    reads: /^(?:list|show|freeze|check)\b/,
    writes: /^(?:install|uninstall|download|wheel|cache)\b/,
  },
  uv: {
    reads: /^(?:pip (?:list|show|freeze|check|tree))\b/,
    writes: /^(?:pip (?:un)?install|add|remove|sync|lock|init|venv)\b/,
  },
  cargo: {
    reads: /^search\b/,
    writes: /^(?:build|install|add|remove|update|fmt|clean|new|init|publish|fix)\b/,
  },
  go: {
    reads: /^(?:version|doc)\b/,
    writes: /^(?:build|install|get|mod|generate|fmt|clean|work)\b/,
  },
  docker: {
    reads:
      /^(?:(?:container|image|volume|network|system|compose|context) (?:ls|list|ps|logs|inspect|df|images|top|config|port|history|show)|ps|images|logs|inspect|version|info|top|stats|port|diff|history)\b/,
    writes:
      /^(?:compose |container |image |volume |network |system )?(?:rm|rmi|stop|start|restart|kill|build|pull|push|up|down|create|prune|tag|rename|cp|load|import|commit|connect|disconnect)\b/,
  },
  kubectl: {
    reads:
      /^(?:get|describe|logs|top|explain|version|api-resources|api-versions|cluster-info(?! dump)|config (?:view|get-contexts|current-context)|auth can-i|rollout (?:status|history)|diff)\b/,
    writes:
      /^(?:apply|delete|create|patch|scale|edit|replace|set|label|annotate|cordon|uncordon|drain|taint|expose|autoscale|cp|rollout \w+)\b/,
  },
  brew: {
    reads: /^(?:list|info|search|deps|outdated|leaves)\b/,
    writes: /^(?:install|uninstall|upgrade|update|link|unlink|tap|services|cleanup)\b/,
  },
  systemctl: {
    reads: /^(?:status|is-active|is-enabled|is-failed|list-\w+|show|cat)\b/,
    writes:
      /^(?:start|stop|restart|reload|enable|disable|mask|unmask|daemon-reload|kill|edit|set-\w+)\b/,
  },
}

function installing(): RegExp {
  return /^(?:install|i|ci|add|remove|rm|uninstall|un|update|up|upgrade|link|unlink|publish|version|dedupe|init|create|prune|rebuild|cache|import|patch|pack|audit fix|config set)\b/
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

export function isNumber(word: string): boolean {
  return /^-?\d+$/.test(word)
}

/** The words of a command that are neither options nor numbers. */
export function operands(rest: readonly string[]): readonly string[] {
  return rest.filter((word) => !/^-./.test(word) && !isNumber(word))
}
