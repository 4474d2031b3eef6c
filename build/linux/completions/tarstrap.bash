# Completions of tarstrap for bash.
_tarstrap() {
  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='flash capture inspect drives layouts verify help'
  else
    case $previous in
      --layout) words='single boot-root rpi-os rpi-void rpi-alpine sunxi sunxi-gpt rockchip rockchip-void rockchip-vendor beaglebone odroid-xu4 odroid-c2 amlogic imx6 imx6ul imx8m imx8mn visionfive2 beagle-k3 uefi-x64 uefi-arm64 bios jetson pmos data none' ;;
      --fs) words='ext4 xfs btrfs' ;;
      --fstab) words='amend keep' ;;
      --boot) words='fit keep' ;;
      --mode) words='direct staged' ;;
      --verify) words='full quick none' ;;
      --compress) words='zstd xz gzip lz4 none' ;;
      --with) words='proc sys dev run tmp lost+found caches swap all' ;;
      --without) words='logs machine-id host-keys history all' ;;
      --label | --size | --inside) return ;;
      *)
        case ${COMP_WORDS[1]}$cur in
          flash-*) words='--inside --layout --same-uuids --fs --label --size --fstab --boot --first-boot --hostname --user --password-file --ssh-key --ssh --timezone --locale --keyboard --wifi --wifi-password-file --wifi-country --grow-root --mode --verify --check --grow --no-bmap --allow-fixed --yes --dry-run --json --help' ;;
          capture-*) words='--compress --reproducible --with --without --live --yes --dry-run --json --help' ;;
          layouts*) words='single boot-root rpi-os rpi-void rpi-alpine sunxi sunxi-gpt rockchip rockchip-void rockchip-vendor beaglebone odroid-xu4 odroid-c2 amlogic imx6 imx6ul imx8m imx8mn visionfive2 beagle-k3 uefi-x64 uefi-arm64 bios jetson pmos data none --json --help' ;;
          drives*) words='--watch --all --json --help' ;;
          inspect-*) words='--inside --no-bmap --json --help' ;;
          verify-*) words='--inside --layout --json --help' ;;
        esac
        ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o default -F _tarstrap tarstrap
