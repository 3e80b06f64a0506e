# bash completion for trawl
_trawl() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} names
  case ${COMP_WORDS[1]} in
    doctor) names="--fetch-btf -v --verbose --json --color --without --kernel-btf --version -h --help" ;;
    states) names="-p --port --netns --state --events -c -B --buffer-size --pid --pname --uid --follow-forks --not-pid --not-pname --not-uid --container-id --container-name --pod-name --not-container-id --not-container-name --not-pod-name --context --docker-address --containerd-address --cri-runtime-address --from --on-cpu -v --json --summary -l --without --kernel-btf --version -h --help" ;;
    trace) names="--interface --netns --mark --functions -c -B --buffer-size -O --no-optimize --pid --pname --uid --follow-forks --not-pid --not-pname --not-uid --container-id --container-name --pod-name --not-container-id --not-container-name --not-pod-name --docker-address --containerd-address --cri-runtime-address -i -d --debug-image --source --json -w -r --perfetto --flat --graph --caller --stack -v -n -e -l --without --kernel-btf --version -h --help" ;;
    xdp) names="-i --interface -D --list-interfaces -N --native -S --skb-mode -F --force --chain --at --sample -c -s --snapshot-length --snaplen -B --buffer-size -P --promiscuous -O --no-optimize -w -U --packet-buffered --print --hex --rate -l -# --number -q -e -v -t --nano -A -x -X -n --without --version -h --help" ;;
    *) names="-i --interface --netns -D --list-interfaces -c --receive-count -s --snapshot-length -Q --direction -B --buffer-size -p --no-promiscuous-mode --immediate-mode -F --expression-file -y --linktype -L --list-data-link-types -I --monitor-mode -j --time-stamp-type -J --list-time-stamp-types --duration --stop-when --include-own-session --backend -Z --relinquish-privileges -d --stats -O --no-optimize --pid --pname --uid --follow-forks --not-pid --not-pname --not-uid --container-id --container-name --pod-name --not-container-id --not-container-name --not-pod-name --context --docker-address --containerd-address --cri-runtime-address -r --read-file -w --write-file -V --file-format -C --file-size -G -W --file-count -z --write-keylog-file --embed-keylog-to-pcapng -U --packet-buffered --print --count -l -# --number -q -e -v --verbose -t --no-timestamp --micro --nano --time-stamp-precision -A --print-data-in-ascii -x --print-data-in-hex -X --print-data-in-hex-ascii -n --no-convert-addr -N -f --json --oneline --color --log-level -g --ip-oneline -S --absolute-tcp-sequence-numbers -K --dont-verify-checksums -b -H -T -E -M -m -u --without --kernel-btf --version -h --help" ;;
  esac
  case $before in
    -i | --interface) COMPREPLY=($(compgen -W "any $(ls /sys/class/net)" -- "$word")) ;;
    -F|-V|-d|-r|-w) COMPREPLY=($(compgen -f -- "$word")) ;;
    *)
      [[ $word == -* ]] && COMPREPLY=($(compgen -W "$names" -- "$word"))
      ((COMP_CWORD == 1)) && [[ $word != -* ]] && COMPREPLY=($(compgen -W " doctor states trace xdp" -- "$word"))
      ;;
  esac
}
complete -o default -F _trawl trawl
