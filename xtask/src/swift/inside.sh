# Runs a program in another root: ROOT FOLDER... -- PROGRAM [ARGUMENT...]
# Each folder is seen there at its own path. `unshare --mount` starts this, so no mount outlives it.
set -eu
root=$1
shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
done
shift
exec chroot "$root" "$@"
