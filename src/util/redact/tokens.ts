import type { Pattern } from './pattern.ts'

/** What the keys of an issuer begin with, and how they go on; several lines of one issuer stand together. */
const issued: readonly string[] = [
  // AI
  '(?:sk|pk|rk)[-_][\\w-]{16,}',
  'hf_[A-Za-z0-9]{30,}|api_org_[A-Za-z]{30,}',
  'gsk_\\w{40,}|r8_\\w{30,}|fw_\\w{20,}|tgp_v1_[\\w-]{30,}',
  '(?:xai|pplx|tvly|csk|nvapi|jina)[-_][\\w-]{24,}',
  'lsv2_(?:pt|sk)_\\w{30,}',
  // Code and packages
  'gh[pousr]_\\w{20,}|github_pat_\\w{20,}',
  'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-[\\w.-]{20,}|GR1348941[\\w-]{20,}',
  'npm_\\w{30,}|pypi-AgE[\\w-]{30,}|rubygems_[a-f0-9]{40,}|oy2[a-z0-9]{43}|CLOJARS_[a-z0-9]{40,}',
  'dckr_[op]at_[\\w-]{20,}|AKCp[A-Za-z0-9]{60,}|cmVmd[A-Za-z0-9]{50,}',
  'ATATT3[\\w=-]{40,}|ATBB[A-Za-z0-9]{24,}|sgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}',
  'CCIPAT_\\w{20,}|bk(?:ua|aj)_[a-f0-9]{40}|sq(?:u|p|a)_[a-f0-9]{40}',
  // Clouds
  'A(?:KIA|SIA|BIA|CCA|3T[A-Z0-9])[A-Z0-9]{12,}|ABSK[\\w+/]{80,}={0,2}',
  'AIza[\\w-]{30,}|ya29\\.[\\w-]{20,}|GOCSPX-[\\w-]{20,}|1//0[\\w-]{30,}',
  '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}',
  'LTAI[A-Za-z0-9]{12,20}|AKID[A-Za-z0-9]{32}|AQVN[\\w-]{35,}|t1\\.[\\w-]{80,}',
  'do[opr]_v1_[a-f0-9]{40,}|HRKU-[\\w-]{36,}|v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,}',
  'f(?:o1|m1[ar]|m2)_[\\w+/=-]{40,}|(?:nfp|rnd|sbp|napi|vcp)_\\w{28,}|sb_secret_[\\w-]{20,}|pscale_(?:tkn|oauth|pw)_[\\w.=-]{30,}',
  'hv[sbr]\\.[\\w-]{24,}|[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,}|pul-[a-f0-9]{40}|dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{36,}',
  'dapi[a-f0-9]{32}|sha256~[\\w-]{43}|ops_eyJ[\\w+/=]{100,}|A3-[A-Z0-9]{6}(?:-[A-Z0-9]{5,11}){4,5}|AGE-SECRET-KEY-1[A-Z0-9]{50,}',
  // Messages and mail
  'xox[abeoprs](?:\\.xox[bp])?-[\\w-]{10,}|xapp-\\d-[\\w-]{20,}',
  'SG\\.[\\w-]{16,}\\.[\\w-]{20,}|xkeysib-[a-f0-9]{64}-\\w{16}|key-[a-f0-9]{32}|[a-f0-9]{32}-us\\d{1,2}|re_\\w{8}_\\w{20,}',
  'SK[a-f0-9]{32}|\\d{8,10}:AA[\\w-]{33}|[MNO][\\w-]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,38}',
  // Money and shops
  'whsec_[\\w+/=]{20,}|sq0(?:atp|csp|idp)-[\\w-]{22,}|EAAA[\\w-]{40,}|EAA[A-Za-z0-9]{80,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}',
  'access_token\\$(?:production|sandbox)\\$[\\w$]{20,}|EZ[AT]K[A-Za-z0-9]{54}|shippo_(?:live|test)_[a-f0-9]{40}',
  // Watching, planning, drawing
  'glc_[\\w+/=]{32,}|glsa_\\w{32}_[a-fA-F0-9]{8}|sntry[su]_[\\w+/=-]{40,}|NR(?:AK|II|JS)-[\\w-]{20,}|dt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}',
  'ntn_\\w{40,}|secret_[A-Za-z0-9]{43}|lin_(?:api|oauth)_\\w{32,}|pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
  'figd_[\\w-]{40,}|tfp_[\\w-]{40,}|[sp]k\\.eyJ[\\w-]{20,}\\.[\\w-]{10,}|CFPAT-[\\w-]{40,}|rdme_[a-z0-9]{70}|pnu_\\w{36}',
  '(?:sdk|mob|api)-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}',
]

/** A name of several words, such as `sk-learn-contrib-lightning2`: no key has three parts of short words and numbers only. */
function isNoName(text: string): boolean {
  const words = text.split(/[-_.]/)
  return words.length < 3 || !words.every((word) => /^[A-Za-z]{0,15}\d{0,3}$/.test(word))
}

/** Keys that name their issuer. */
export const tokens: readonly Pattern[] = [
  { find: new RegExp(`(?<![A-Za-z0-9])(?:${issued.join('|')})`, 'g'), isSecret: isNoName },
  // A JSON web token, signed or encrypted.
  { find: /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*(?:\.[\w-]+){0,2}/g },
  // Hashes of passwords, as crypt(3) and its like write them.
  {
    find: /\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|(?:[156y]|apr1)\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9$]{1,40}\$[./A-Za-z0-9]{22,86}|argon2(?:id|i|d)\$[\w=,$+/.-]{20,200})/g,
  },
]
