# For the tests here: TRAWL is the program; $dir has the files of make_files.py and goes away at the end.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
: "${TRAWL:=$here/../../build/dev/src/trawl}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 "$here/make_files.py" "$dir"
cd "$dir" || exit 1
export TZ=GMT0
status=0

# ok NAME | fail NAME WHY
ok() { echo "ok $1"; }
fail() {
  echo "fail $1: ${2//$'\n'/ | }"
  status=1
}
# equal NAME GOT WANTED
equal() { if [[ $2 == "$3" ]]; then ok "$1"; else fail "$1" "got <$2> instead of <$3>"; fi; }
# same NAME FILE FILE
same() { if cmp -s "$2" "$3"; then ok "$1"; else fail "$1" "$(cmp "$2" "$3" 2>&1)"; fi; }
# has NAME TEXT PART
has() { if [[ $2 == *"$3"* ]]; then ok "$1"; else fail "$1" "<$3> is not in <$2>"; fi; }
trawl() { "$TRAWL" "$@"; }
# errors_of ARGUMENTS: what is on standard error, but for the line that names the file
errors_of() { trawl "$@" 2>&1 >/dev/null | grep -v '^reading from file'; }
