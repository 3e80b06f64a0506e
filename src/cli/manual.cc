#include "cli/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace trawl {

namespace {

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const bool here = text.substr(at).starts_with(what);
    out += here ? by : text.substr(at, 1);
    at += here ? what.size() : 1;
  }
  return out;
}

/// Text for man: a dash that can be copied, and no backslash or leading dot that means something.
std::string roff(std::string_view text) {
  return replaced(replaced(text, "\\", "\\e"), "-", "\\-");
}

std::string roff_names(const OptionRow& row) {
  std::string names;
  if (row.letter != 0) names = fmt::format("\\fB\\-{}\\fR", row.letter);
  if (!row.long_name.empty()) {
    names += fmt::format("{}\\fB\\-\\-{}\\fR", names.empty() ? "" : ", ", roff(row.long_name));
  }
  if (!row.argument.empty()) names += fmt::format(" \\fI{}\\fR", roff(row.argument));
  return names;
}

bool takes_file(const OptionRow& row) {
  return row.argument == "file";
}

/// What a manual page says beside the options, as roff.
struct ManualText {
  std::string_view command;
  std::string_view description;
  std::string_view after_options;
};

constexpr std::string_view kCaptureDescription =
    R"(Prints packets of network interfaces or of a file as
.BR tcpdump (8)
does, and with those of a live capture the interface, the process and what surrounds it.
The \fIexpression\fR chooses packets; see
.BR pcap\-filter (7).
With a \fIcommand\fR only its packets and its children's are captured, until it ends.
)";

constexpr std::string_view kCaptureAfter =
    R"(.SH LINES
.nf
TIME INTERFACE COMM.PID In|Out TEXT, ParentProc [COMM.PID], Container [NAME], Pod [NAME.NAMESPACE]
.fi
.PP
Where both ends are on this host the sender and the receiver stand together: COMM.PID>COMM.PID; COMM.PID> is a sender
whose packet comes in for nobody who is known.
A packet waits a quarter of a second at most for the process that accepts its connection, or reads it.
With \fB\-v\fR what is known of each party follows on lines of its own, and of a packet that is no process's why.
Text that processes chose is escaped.
A packet of a file that says nothing of its owner has tcpdump's line.
.SH FILES
A pcapng file (a name that ends in .pcapng, or standard output) keeps what is known of the owners in comments and in
epb_processid_threadid, and gives the same lines again when it is read.
A pcap file keeps the packets only.
.SH EXIT STATUS
0, also after an interrupt; 1 after an error. With a \fIcommand\fR its exit status, which is told, too, unless it is 0.
.SH SEE ALSO
.BR tcpdump (8),
.BR pcap\-filter (7)
)";

constexpr std::string_view kStatesDescription =
    R"(Prints a line for every change of state of every TCP connection of the host, in all network namespaces, as it
happens.
PID, TGID and COMM are those of the socket's \fBowner\fR, the process that used it last, also where the change is brought
about by an interrupt that borrowed another task.
DIR says who began the connection: \fBout\fR, connected from here; \fBin\fR, accepted here; \fB\-\fR, a listening socket.
.PP
The \fIexpression\fR is applied to addresses and ports, as if to a segment that the local end (SRC) sends; see
.BR pcap\-filter (7).
)";

constexpr std::string_view kStatesAfter =
    R"(.SH STATES
Those of the kernel's hook for changes of state, and two more:
.TP
.B NEW_SYN_RECV
A SYN has come, and the kernel remembers it. The socket that an accepted connection gets begins with SYN_RECV.
.TP
.B TIME_WAIT
The connection goes on in a small socket of its own, with which the kernel waits for the peer's FIN, too; the first socket
is closed at once, and so CLOSE follows. The end of the small socket is not shown: no hook tells it.
.PP
SYN_SENT and LISTEN are shown when the local port is chosen, with the time of the change.
.SH EVENTS
RETRANSMIT, RESET_SENT, RESET_RECVD and DROP stand in the state's column; the state's number, where there is a socket, is
that at the time.
.SH EXIT STATUS
0, also after an interrupt; 1 after an error.
.SH EXAMPLES
.nf
trawl states \-p 443 \-\-from \-v
trawl states \-\-state SYN_SENT,CLOSE \-\-json host 192.0.2.7
trawl states \-\-events retransmit,reset,drop
.fi
.SH SEE ALSO
.BR trawl (8),
.BR ss (8),
.BR pcap\-filter (7)
)";

constexpr std::string_view kXdpDescription =
    R"(Prints or writes packets as an interface receives them, at its XDP hook, before the kernel makes anything of them.
Every packet goes on as it would without.
The \fIexpression\fR is applied in the kernel; see
.BR pcap\-filter (7).
.PP
A program that is attached to the interface already is never replaced unasked: \fB\-\-chain\fR runs before it, \fB\-F\fR in
its place.
It gets its place back when trawl ends, however that happens: a process of its own waits for that.
An attachment of trawl's alone is a link, which the kernel takes away.
\fB\-\-at\fR attaches nothing to the interface, but looks at the packets that the program gets, and at its verdicts.
)";

constexpr std::string_view kXdpAfter =
    R"(.SH FILES
A pcapng file (a name that ends in .pcapng, or standard output) keeps of each packet its number, its receive queue and how
many packets were lost before it, and of the interface how packets were sampled.
.SH EXIT STATUS
0, also after an interrupt; 1 after an error.
.SH EXAMPLES
.nf
trawl xdp \-i eth0 \-w samples.pcapng \-\-sample 1/100,1000/s
trawl xdp \-i eth0 \-\-chain \-e udp port 53
trawl xdp \-i eth0 \-\-rate
.fi
.SH SEE ALSO
.BR trawl (8),
.BR ip\-link (8),
.BR pcap\-filter (7)
)";

constexpr ManualText kTexts[] = {
    {"", kCaptureDescription, kCaptureAfter},
    {"states", kStatesDescription, kStatesAfter},
    {"xdp", kXdpDescription, kXdpAfter},
};

std::string full_name(const CommandRow& command) {
  return command.name.empty() ? "trawl" : fmt::format("trawl-{}", command.name);
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// Every word that starts with a dash, blanks between them.
std::string all_names(const CommandRow& command) {
  std::string names;
  for (const OptionGroup& group : command.groups()) {
    for (const OptionRow& row : group.rows) {
      if (row.letter != 0) names += fmt::format("-{} ", row.letter);
      if (!row.long_name.empty()) names += fmt::format("--{} ", row.long_name);
    }
  }
  names.pop_back();
  return names;
}

std::string command_names() {
  std::string names;
  for (const CommandRow& command : commands().subspan(1)) names += fmt::format(" {}", command.name);
  return names;
}

/// "-F|-r|-w": the letters, of any command, whose argument is a file.
std::string file_letters() {
  std::set<char> letters;
  for (const CommandRow& command : commands()) {
    for (const OptionGroup& group : command.groups()) {
      for (const OptionRow& row : group.rows) {
        if (takes_file(row) && row.letter != 0) letters.insert(row.letter);
      }
    }
  }
  std::string pattern;
  for (const char letter : letters) pattern += fmt::format("{}-{}", pattern.empty() ? "" : "|", letter);
  return pattern;
}

/// The first sentence, or what of it stands before a colon or semicolon. Dots inside names of files end nothing.
std::string_view one_sentence(std::string_view help) {
  for (size_t at = help.find_first_of(".;:"); at != std::string_view::npos; at = help.find_first_of(".;:", at + 1)) {
    if (at + 1 == help.size() || help[at + 1] == ' ') return help.substr(0, at);
  }
  return help;
}

/// Between apostrophes for zsh's _arguments, where brackets have a meaning.
std::string zsh_text(std::string_view text) {
  return replaced(replaced(replaced(text, "'", "'\\''"), "[", "\\["), "]", "\\]");
}

std::string fish_text(std::string_view text) {
  return replaced(replaced(text, "\\", "\\\\"), "'", "\\'");
}

}  // namespace

std::string manual_page(const CommandRow& command) {
  const auto* text = std::ranges::find(kTexts, command.name, &ManualText::command);
  const bool known = text != std::end(kTexts);
  const std::string name = full_name(command);
  std::string summary(command.summary);
  summary[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(summary[0])));
  std::string page = fmt::format(
      ".TH {} 8 \"\" \"trawl\" \"System Administration\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B trawl{}{}\n{}\n.SH "
      "DESCRIPTION\n{}.SH OPTIONS\n",
      upper(name), roff(name), roff(summary), command.name.empty() ? "" : " ", command.name, roff(command.synopsis),
      known ? text->description : std::string_view(fmt::format("{}.\n", roff(command.summary))));
  for (const OptionGroup& group : command.groups()) {
    page += fmt::format(".SS {}\n", group.title);
    for (const OptionRow& row : group.rows) page += fmt::format(".TP\n{}\n{}\n", roff_names(row), roff(row.help));
  }
  if (known) page += text->after_options;
  return page;
}

namespace {

// Whose options these are, too: by letter, by long name.
constexpr std::string_view kTcpdumpLetters = "AbBcCdDeEfFgGhHiIjJKlLmMnNOpqQrsStTuUvVwWxXyzZ#";
constexpr std::string_view kTcpdumpNames[] = {"print",          "count",  "micro", "nano", "time-stamp-precision",
                                              "immediate-mode", "version"};
constexpr std::string_view kPtcpdumpLetters = "AcCDefFhilnQrstvwWxX#";
constexpr std::string_view kPtcpdumpNames[] = {"print",
                                               "count",
                                               "micro",
                                               "nano",
                                               "time-stamp-precision",
                                               "version",
                                               "pid",
                                               "pname",
                                               "uid",
                                               "follow-forks",
                                               "container-id",
                                               "container-name",
                                               "pod-name",
                                               "netns",
                                               "backend",
                                               "context",
                                               "oneline",
                                               "kernel-btf",
                                               "log-level",
                                               "docker-address",
                                               "containerd-address",
                                               "cri-runtime-address",
                                               "write-keylog-file",
                                               "embed-keylog-to-pcapng"};

bool is_in(const OptionRow& row, std::string_view letters, std::span<const std::string_view> names) {
  if (row.letter != 0) return letters.contains(row.letter);
  return std::ranges::find(names, row.long_name) != names.end();
}

std::string markdown_names(const OptionRow& row) {
  std::string names;
  if (row.letter != 0) names = fmt::format("`-{}`", row.letter);
  if (!row.long_name.empty()) names += fmt::format("{}`--{}`", names.empty() ? "" : ", ", row.long_name);
  if (!row.argument.empty()) names += fmt::format(" *{}*", replaced(row.argument, "|", "\\|"));
  return names;
}

}  // namespace

std::string options_table() {
  std::string text =
      "# Every option of the capture\n\nMade from the option table (`src/cli/option_table.cc`); "
      "`tests/live/options.test` "
      "has a check for each row. The other two\ncolumns say who has the option as well: tcpdump 4.99.6, ptcpdump "
      "0.37.\n";
  for (const OptionGroup& group : commands().front().groups()) {
    text += fmt::format("\n## {}\n\n| option | tcpdump | ptcpdump | what it does |\n|---|---|---|---|\n", group.title);
    for (const OptionRow& row : group.rows) {
      text += fmt::format("| {} | {} | {} | {} |\n", markdown_names(row),
                          is_in(row, kTcpdumpLetters, kTcpdumpNames) ? "yes" : "",
                          is_in(row, kPtcpdumpLetters, kPtcpdumpNames) ? "yes" : "", replaced(row.help, "|", "\\|"));
    }
  }
  return text;
}

std::string bash_completion() {
  std::string cases;
  for (const CommandRow& command : commands().subspan(1)) {
    cases += fmt::format("    {}) names=\"{}\" ;;\n", command.name, all_names(command));
  }
  return fmt::format(R"bash(# bash completion for trawl
_trawl() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} names
  case ${{COMP_WORDS[1]}} in
{}    *) names="{}" ;;
  esac
  case $before in
    -i | --interface) COMPREPLY=($(compgen -W "any $(ls /sys/class/net)" -- "$word")) ;;
    {}) COMPREPLY=($(compgen -f -- "$word")) ;;
    *)
      [[ $word == -* ]] && COMPREPLY=($(compgen -W "$names" -- "$word"))
      ((COMP_CWORD == 1)) && [[ $word != -* ]] && COMPREPLY=($(compgen -W "{}" -- "$word"))
      ;;
  esac
}}
complete -o default -F _trawl trawl
)bash",
                     cases, all_names(commands().front()), file_letters(), command_names());
}

namespace {

/// The arguments of zsh's _arguments for one command.
std::string zsh_arguments(const CommandRow& command, std::string_view indent) {
  std::string text;
  const auto add = [&](const std::string& name, const OptionRow& row) {
    const std::string_view values = takes_file(row)               ? ":file:_files"
                                    : row.argument == "interface" ? ":interface:_net_interfaces"
                                                                  : ":";
    text += fmt::format("{}'*{}[{}]{}' \\\n", indent, name, zsh_text(one_sentence(row.help)),
                        row.argument.empty() ? "" : values);
  };
  for (const OptionGroup& group : command.groups()) {
    for (const OptionRow& row : group.rows) {
      if (row.letter != 0) add(fmt::format("-{}", row.letter), row);
      if (!row.long_name.empty()) add(fmt::format("--{}{}", row.long_name, row.argument.empty() ? "" : "="), row);
    }
  }
  return text + fmt::format("{}'*:expression:'\n", indent);
}

}  // namespace

std::string zsh_completion() {
  std::string text = "#compdef trawl\nlocal -a commands=(\n";
  for (const CommandRow& command : commands().subspan(1)) {
    text += fmt::format("  '{}:{}'\n", command.name, zsh_text(command.summary));
  }
  text += ")\n((CURRENT == 2)) && [[ $words[2] != -* ]] && _describe command commands\ncase $words[2] in\n";
  for (const CommandRow& command : commands().subspan(1)) {
    text += fmt::format("  {})\n    _arguments -s \\\n{}    ;;\n", command.name, zsh_arguments(command, "      "));
  }
  text += fmt::format("  *)\n    _arguments -s \\\n{}    ;;\nesac\n", zsh_arguments(commands().front(), "      "));
  return text;
}

std::string fish_completion() {
  std::string text = "# fish completion for trawl\n";
  for (const CommandRow& command : commands().subspan(1)) {
    text += fmt::format("complete -c trawl -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                        fish_text(command.summary));
  }
  for (const CommandRow& command : commands()) {
    const std::string when = command.name.empty() ? fmt::format("not __fish_seen_subcommand_from{}", command_names())
                                                  : fmt::format("__fish_seen_subcommand_from {}", command.name);
    for (const OptionGroup& group : command.groups()) {
      for (const OptionRow& row : group.rows) {
        text += fmt::format("complete -c trawl -n '{}'", when);
        if (row.letter != 0) text += fmt::format(" -s '{}'", row.letter);
        if (!row.long_name.empty()) text += fmt::format(" -l {}", row.long_name);
        if (!row.argument.empty()) text += takes_file(row) ? " -r" : " -x";
        text += fmt::format(" -d '{}'\n", fish_text(one_sentence(row.help)));
      }
    }
  }
  return text;
}

}  // namespace trawl
