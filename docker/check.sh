#!/usr/bin/env bash
# Builds the image for processors from what `mvn -Dcyclonedx.skip=false package` has left in target/, looks into it, and runs
# it without a container engine: unpacked, as the image's user, process 1 of its own process tree, on a root file system that
# nobody can write to, without capabilities. Scans are sent through it, and the demo runs in it. No registry is asked: the base
# is made of Debian's packages.
# Of the image for GPUs it builds all but libtorch, for which an empty folder stands.
#
#   docker/check.sh [FOLDER]     keeps the images that came back in FOLDER
#
# Needs to be root, buildah, skopeo, umoci, debootstrap, a JDK 25 (JAVA_HOME, or below /usr/lib/jvm) and Debian's archive.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly ready_within=180 tmp_size=64m
work=$(mktemp -d "${TMPDIR:-/tmp}/larmor-image-XXXXXX")
readonly work
keep=${1:-$work/images}
server=

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() {
  say "FAILED: $*"
  [ ! -e "$work/serve.log" ] || tail -n 40 "$work/serve.log"
  exit 1
}

clean_up() {
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  # buildah's overlay driver mounts its own folder upon itself
  umount --recursive "$work/storage/overlay" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

for program in buildah skopeo umoci debootstrap; do
  command -v "$program" >/dev/null || fail "no $program"
done
[ "$(id -u)" = 0 ] || fail "not root"
for made in target/larmor.jar target/bom.json target/lib; do
  [ -e "$made" ] || fail "no $made: \`mvn -DskipTests -Dcyclonedx.skip=false package\` makes it"
done
jdk=
for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  if [ -x "$home/bin/jlink" ] && grep -qs '^JAVA_VERSION="25' "$home/release"; then jdk=$home; fi
done
[ -n "$jdk" ] || fail "no JDK 25"

# Many times faster than vfs, which copies the whole image for each line of the Dockerfile, but not possible everywhere.
driver=vfs
mkdir -p "$work/try/lower" "$work/try/upper" "$work/try/work" "$work/try/merged"
if mount -t overlay -o "lowerdir=$work/try/lower,upperdir=$work/try/upper,workdir=$work/try/work" none "$work/try/merged" \
    2>/dev/null; then
  umount "$work/try/merged"
  driver=overlay
fi
export BUILDAH_ISOLATION=chroot
build() { buildah --storage-driver "$driver" --root "$work/storage" --runroot "$work/run" "$@"; }
image() { # NAME FOLDER-OF-THE-CONTEXT ARGUMENT…: builds the Dockerfile of the standard input
  build build --quiet --layers --format docker --ignorefile /dev/null --file - --tag "$1" "${@:3}" "$2"
}

# ---- the base, and a JDK on it

suite=$(sed -n 's/^ARG BASE=debian:\(.*\)-slim$/\1/p' docker/Dockerfile)
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Release: $suite" | sed -n 1p)
debootstrap --variant=minbase "$suite" "$work/base" ${mirror:+"$mirror"} >"$work/debootstrap.log" 2>&1 \
  || { tail -n 5 "$work/debootstrap.log"; fail "debootstrap"; }
rm -rf "$work"/base/var/cache/apt/* "$work"/base/var/lib/apt/lists/* "$work"/base/var/log/*
say "a base of Debian $suite: $(du -sm "$work/base" | cut -f 1) MB"
mkdir "$work/builder"
cp -aL "$jdk" "$work/builder/jdk"
image larmor-base "$work/base" >/dev/null <<<'FROM scratch
COPY . /'
image larmor-builder "$work/builder" >/dev/null <<<'FROM localhost/larmor-base
COPY jdk /opt/jdk
ENV PATH=/opt/jdk/bin:/usr/bin:/bin'

# ---- the images

mkdir -p "$work/context/target/libtorch/lib"
cp -a target/larmor.jar target/bom.json target/lib "$work/context/target/"
larmor() { # DEVICE
  image "larmor-$1" "$work/context" --build-arg BASE=localhost/larmor-base --build-arg GPU_BASE=localhost/larmor-base \
    --build-arg BUILDER=localhost/larmor-builder --build-arg PROGRAM=built --build-arg "DEVICE=$1" <docker/Dockerfile \
    >"$work/build.log" 2>&1 || { cat "$work/build.log"; fail "the image for $1"; }
}
larmor cpu
say "the image for processors is built (buildah, $driver)"
larmor gpu
gpu=$(build mount "$(build from localhost/larmor-gpu)")
build inspect --type image --format '{{.OCIv1.Config.Env}}' localhost/larmor-gpu | grep -q 'PYTORCH_FLAVOR=cu128' \
  || fail "the image for GPUs asks for another flavour of libtorch"
(cd "$work" && "$jdk/bin/jar" --extract --file context/target/lib/pytorch-jni-*.jar jnilib/linux-x86_64/cu128/libdjl_torch.so)
[ "$(ls "$gpu/opt/larmor/libtorch")" = libdjl_torch.so ] \
  && cmp "$work/jnilib/linux-x86_64/cu128/libdjl_torch.so" "$gpu/opt/larmor/libtorch/libdjl_torch.so" \
  || fail "the image for GPUs has other libraries than the binding for CUDA"
say "the image for GPUs is built but for libtorch, and was not run"

# ---- what is in it

build push --quiet --format oci localhost/larmor-cpu "oci:$work/oci:larmor"
umoci unpack --image "$work/oci:larmor" "$work/bundle" >/dev/null 2>&1 || fail "umoci cannot unpack it"
root=$work/bundle/rootfs
config() { skopeo inspect --config --format "$1" "oci:$work/oci:larmor"; }
compressed() { stat --format %s "$work/oci/blobs/sha256/${1#sha256:}"; }
mapfile -t layers < <(skopeo inspect --format '{{range .Layers}}{{println .}}{{end}}' "oci:$work/oci:larmor" | grep .)
total=0
for layer in "${layers[@]}"; do total=$((total + $(compressed "$layer"))); done
say "the image: $((total / 1000000)) MB compressed, $(du -sm "$root" | cut -f 1) MB unpacked; layers, the base first, kB:" \
  "$(for layer in "${layers[@]}"; do echo -n "$(($(compressed "$layer") / 1000)) "; done)"

user=$(config '{{.Config.User}}')
[ "$user" = 10001:10001 ] || fail "its user is '$user'"
(cd "$work/base" && find . -xdev -type f -perm /6000 | sort) >"$work/setuid-base"
(cd "$root" && find . -xdev -type f -perm /6000 | sort) >"$work/setuid"
added=$(comm -13 "$work/setuid-base" "$work/setuid")
[ -z "$added" ] || fail "it has what its base has not, with another user's rights: $added"
owned=$(find "$root" -xdev -uid 10001 ! -path "$root/var/lib/larmor*")
[ -z "$owned" ] || fail "its user owns $owned"
parts=0
for jar in "$root"/opt/larmor/lib/*.jar; do
  grep -q "$(sha256sum "$jar" | cut -d ' ' -f 1)" "$root/usr/share/larmor/bom.json" \
    || fail "the bill of materials does not know ${jar##*/}"
  parts=$((parts + 1))
done
[ "$parts" -gt 50 ] || fail "only $parts libraries"
cmp target/larmor.jar "$root/opt/larmor/larmor.jar" || fail "another larmor.jar"
say "user $user, no setuid program beside the base's, the hashes of $parts libraries are in its bill of materials"

# ---- run it

mapfile -t environment < <(config '{{range .Config.Env}}{{println .}}{{end}}' | grep .)
mapfile -t program < <(config '{{range .Config.Entrypoint}}{{println .}}{{end}}{{range .Config.Cmd}}{{println .}}{{end}}' | grep .)
read -r -a health <<<"$(build inspect --type image --format '{{.Docker.Config.Healthcheck.Test}}' localhost/larmor-cpu | tr -d '[]')"
[ "${health[0]}" = CMD ] || fail "no health check: ${health[*]}"
data=$work/data
install --directory --owner 10001 --group 10001 --mode 0700 "$data" "$data/keys"
touch "$root/etc/hosts"

# What a container engine does: mounts, then the image's environment, user and command; no capability, and none to be had.
as_user=(/usr/bin/env --ignore-environment --chdir=/var/lib/larmor "${environment[@]}" LARMOR_MRD_PORT=0 LARMOR_HTTP_PORT=0
  /usr/bin/setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs)
cat >"$work/contain" <<'CONTAIN'
set -euo pipefail
root=$1 size=$2 data=$3
shift 3
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o nosuid,nodev,mode=1777,size="$size" tmpfs "$root/tmp"
mount -t tmpfs -o nosuid,mode=755 tmpfs "$root/dev"
for device in null zero full random urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind /etc/hosts "$root/etc/hosts"
mount --bind "$data" "$root/var/lib/larmor"
mount -o remount,bind,ro "$root"
exec chroot "$root" "$@"
CONTAIN
contain=(unshare --mount --pid --fork --kill-child bash "$work/contain" "$root" "$tmp_size")
begun=$(date +%s%N)
"${contain[@]}" "$data" "${as_user[@]}" "${program[@]}" >"$work/serve.log" 2>&1 &
server=$!
until [ -e "$data/endpoints.json" ]; do
  kill -0 "$server" 2>/dev/null || fail "serve ended before it was ready"
  [ $((($(date +%s%N) - begun) / 1000000000)) -lt $ready_within ] || fail "not ready within $ready_within s"
  sleep 0.05
done
say "ready after $((($(date +%s%N) - begun) / 1000000)) ms, as process 1"
first=$(pgrep --parent "$server")
within() { nsenter --target "$first" --mount --pid -- chroot "$root" "$@"; }

grep -q '/opt/larmor/larmor-.*\.aot$' "/proc/$first/maps" || fail "it did not start from its ahead-of-time cache"

[ "$(awk '/^Uid:/ {print $2, $3}' "/proc/$first/status")" = "10001 10001" ] || fail "it runs as another user"
[ "$(awk '/^Cap(Eff|Prm|Bnd):/ {print $2}' "/proc/$first/status" | sort -u)" = 0000000000000000 ] || fail "it has capabilities"
within /usr/bin/touch /opt/larmor/written 2>"$work/touch" && fail "root can write to its root file system"
grep -q 'Read-only file system' "$work/touch" || fail "$(cat "$work/touch")"
say "it has no capability, and root cannot write to its root file system"

port=$(sed -n 's/.*"mrd":"[^"]*:\([0-9]*\)".*/\1/p' "$data/endpoints.json")
send() { # SIMULATED-SCAN CONFIG IMAGES
  local came
  came=$(timeout 180 java -jar target/larmor.jar send --simulate "$1" --config "$2" --expect "$3" --port "$port" \
    --out "$keep/$1" 2>&1) || fail "the scan $1: $came"
  say "the scan $1 by $2: all $3 images came"
}
send full rss 6
send accelerated-2x sense 1
send lost-lines jssl 1
within "${as_user[@]}" "${health[@]:1}" >"$work/health" 2>&1 || fail "the health check: $(cat "$work/health")"
say "the health check says: $(cat "$work/health")"
within "${as_user[@]}" /usr/bin/prlimit --data=$((2 << 30)) /usr/bin/chrt --idle 0 /opt/java/bin/java -version \
  >"$work/training" 2>&1 || fail "a training's process would not start: $(cat "$work/training")"
say "most memory $(awk '/^VmHWM:/ {print int($2 / 1024)}' "/proc/$first/status") MB;" \
  "of /tmp's $tmp_size it took $(within /usr/bin/df --block-size=1k --output=used /tmp | tail -n 1 | tr -d ' ') kB"

kill -TERM "$first"
code=0
wait "$server" || code=$?
server=
[ "$code" = 143 ] || fail "it ended with $code, not with 143, when it was told to"
[ ! -e "$data/endpoints.json" ] || fail "it did not end in good order"
say "told to end, it did so in good order"

install --directory --owner 10001 --group 10001 --mode 0700 "$work/demo"
timeout 400 "${contain[@]}" "$work/demo" "${as_user[@]}" "${program[0]}" demo --no-learning --data /var/lib/larmor/demo \
  >"$work/demo.log" 2>&1 || { cat "$work/demo.log"; fail "the demo in the image"; }
say "the demo in the image: $(grep 'all images came and are right' "$work/demo.log")"
