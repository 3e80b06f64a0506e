# bash completion for trawl
_trawl() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} names
  case ${COMP_WORDS[1]} in
    *) names="-i --interface -D --list-interfaces -c -s --snapshot-length -Q --direction -B --buffer-size -p --no-promiscuous-mode --immediate-mode -F -O --no-optimize --context --docker-address --containerd-address --cri-runtime-address -r -w -U --packet-buffered --print --count -l -# --number -q -e -v -t --micro --nano --time-stamp-precision -A -x -X -n -N -f -g --ip-oneline -S --absolute-tcp-sequence-numbers -K --dont-verify-checksums -b -H -T -E -M -u --version -h --help" ;;
  esac
  case $before in
    -i | --interface) COMPREPLY=($(compgen -W "any $(ls /sys/class/net)" -- "$word")) ;;
    -F|-r|-w) COMPREPLY=($(compgen -f -- "$word")) ;;
    *)
      [[ $word == -* ]] && COMPREPLY=($(compgen -W "$names" -- "$word"))
      ((COMP_CWORD == 1)) && [[ $word != -* ]] && COMPREPLY=($(compgen -W "" -- "$word"))
      ;;
  esac
}
complete -o default -F _trawl trawl
