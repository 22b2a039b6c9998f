import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cpuGrowth } from '../../../support/cpu-growth.ts'
import { judgeShell } from '../../../../src/observe/audit/shell/judge-command.ts'

const reading = String.raw`
ls -la /srv/app
cat a.txt b.txt | head -20
cd /srv/app && git status
git -C /srv log --oneline -5 -- src
git --no-pager diff HEAD~1 --stat
git branch -a --sort=-committerdate
git branch --contains abc123
git tag -l 'v1*'
git config --get user.name
git config user.email
git remote -v; git stash list
git show HEAD:src/a.ts | sed -n '1,40p'
grep -rn "rm -rf" src | wc -l
grep -n 'a > b' notes.md
rg -n --glob '!dist' "foo\(" src || true
find . -name '*.ts' -not -path '*/node_modules/*' 2>/dev/null | sort | uniq -c
find src -type f | xargs grep -l x
find . -print0 | xargs -0 -n 1 wc -l
sed -n '10,20p;30p' src/a.ts
sed 's/a;b/c/g' x.txt
sed -n '/start/,/end/p' x.txt
awk -F: '{ print $1 }' /etc/passwd
awk 'NR > 3 && NR < 9 || /x/' a.txt
cat package.json | jq '.scripts | keys'
ls > /dev/null 2>&1
command -v rg; which node
node --version && python3 --version
env | sort
LC_ALL=C sort a.txt
for f in src/*.ts; do head -5 "$f"; done
if [ -f a.txt ]; then cat a.txt; else echo none; fi
while read -r line; do echo "$line"; done < list.txt
[[ $x =~ ^a(b|c)$ && -f $y ]] && echo yes
echo "$(git rev-parse HEAD) $(date +%s)"
echo "total: ${'$'}{n} $((2 + 3))"
dir=src; ls "$dir"
ls # rm -rf /
ls \
  -la
cat <<'EOF'
rm -rf $(pwd)
EOF
wc -l < a.txt
diff <(sort a) <(sort b)
bash -lc "rg -n foo src | head"
timeout 10 tail -n 50 app.log
docker ps -a --format '{{.Names}}'
kubectl get pods -n prod -o wide
gh pr view 12 --json title
npm ls --depth=0
pip show requests
curl -sS https://example.com/a.json | jq .
curl -s -o /dev/null -w '%{http_code}' -H 'Accept: text/html' https://example.com
tar tzf a.tgz
systemctl status nginx
(cd src && ls) | head
ls | tee /dev/null
! grep -q x a.txt
sudo cat /etc/hosts
/usr/bin/head -3 a.txt
sort -u -k2 a.txt
`
const writing = String.raw`
rm -rf build
echo done > out.txt
cat a.txt >> b.txt
ls &> log.txt
ls 2> errors.txt
cat a | tee b
sed -i 's/a/b/' x.txt
sed -ni.bak p x.txt
git add -A && git commit -m "x"
git branch new-name
git branch -D old
git tag v1
git stash
git remote add o url
git config user.name Ana
git diff --output=x.patch
find . -name '*.o' -delete
find . -type f | xargs rm
npm install left-pad
pip install requests
npx prettier --write .
eslint --fix src
curl -O https://example.com/a.zip
curl -X POST -d a=b https://example.com
wget https://example.com/a.zip
wget -qO- -o log.txt https://example.com
sort -o a.txt a.txt
tar xzf a.tgz
echo "$(rm a.txt)"
ls; \rm a.txt
ls || r"m" a.txt
(ls; mkdir -p x)
if true; then rm a; fi
docker rm -f web
kubectl delete pod a
bash -c 'rm a'
cat <<EOF > a.txt
hello
EOF
sudo rm a
env X=1 rm a
kill 12
echo [[ && rm a
"[[" || rm a
X='[[' && rm a
[[ -f a ]] && rm a
find . -name a | xargs -I{} sh -c 'rm {}'
`
const unknown = String.raw`
npm test
node script.js
python -c 'print(1)'
./ls
$cmd a
eval "ls"
ls &
npm run dev & sleep 1
sleep 30; tail -5 log
find . -exec rm {} \;
find . -name a | xargs -I{} sh -c '{}'
awk '{ print > "f" }' a
awk 'BEGIN { system("rm a") }'
sed 's/a/b/w out' x.txt
sed '1e rm a' x.txt
sed -f script.sed a
rg --pre ./run foo
PATH=/tmp ls
GIT_EXTERNAL_DIFF=./x git diff
git -c core.pager=./x log
git frobnicate
git diff --ext-diff
f() { rm a; }; f
case $x in a) ls;; esac
echo "unclosed
echo 'unclosed
echo $(ls
ls )
cat <<EOF
$(rm a)
EOF
ls >(rm a)
bash script.sh
sh -c "$x"
uniq a.txt b.txt
alias ls=rm
source env.sh
xxd -r a b
date -s 2020-01-01
curl --config x https://example.com
ssh host ls
echo $'\x72'
echo \`ls\`
find . -{delete,print}
find . {-delete,}
X=-delete; find . $X
echo -delete | xargs find .
env -S"rm a"
sudo -s
awk '{ print $1 > 5 }' a
tar -tf a.tar --checkpoint-action=exec=./x
tar -tf a.tar -I ./x
docker compose -f list up
kubectl -n get delete pod
npm --prefix list install
nohup ls
ag --pager ./x foo
git log --oneline | sh
`

/** A command a line; what is indented, or ends a document that is given, belongs to the line before. */
function commandsIn(text: string): readonly string[] {
  const commands: string[] = []
  let isInside = false
  for (const line of text.replaceAll('\\`', '`').trim().split('\n')) {
    if (isInside || line.startsWith(' ')) commands.push(`${commands.pop() ?? ''}\n${line}`)
    else commands.push(line)
    isInside = (isInside || /<<'?EOF/.test(line)) && line !== 'EOF'
  }
  return commands
}

describe('what a shell command does', () => {
  const cases = { reads: reading, writes: writing, unknown }
  for (const [kind, text] of Object.entries(cases))
    it(`is ${kind} only where it is sure`, () => {
      const found = commandsIn(text).map((command) => [command, judgeShell(command)])
      assert.deepEqual(
        found,
        commandsIn(text).map((command) => [command, kind]),
      )
      assert.ok(found.length >= 35)
    })

  it('is unknown of what nests too deep', () => {
    assert.equal(judgeShell(`${'$('.repeat(40)}ls${')'.repeat(40)}`), 'unknown')
    assert.equal(judgeShell(`${'$('.repeat(8)}ls${')'.repeat(8)}`), 'unknown')
    assert.equal(judgeShell(`echo ${'$(cat '.repeat(8)}a${')'.repeat(8)}`), 'reads')
    assert.equal(judgeShell(''), 'reads')
  })

  it('is found in time that grows with the length, and no faster', () => {
    const units = ['$(', '{ ', '-{}', "'a'", '"', 'a ', '[[ ', '<<a\n', '> a ', '\\a', 'if ', 'x=']
    const scripts = units.map((unit) => (length: number) => unit.repeat(length / unit.length))
    scripts.push(
      (length) => `sed -n '${'/a/,'.repeat(length / 4)}'`,
      (length) => `sed '${'s/a/b/;'.repeat(length / 7)}'`,
      (length) => `awk '${'print'.repeat(length / 5)}'`,
    )
    const linear = 40
    for (const script of scripts) {
      const growth = cpuGrowth((length) => judgeShell(script(length)), 20_000, linear)
      assert.ok(growth < linear, script(20))
    }
  })
})
