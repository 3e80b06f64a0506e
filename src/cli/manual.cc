#include "cli/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/option_table.h"

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

constexpr std::string_view kHead =
    R"(.TH TRAWL 8 "" "trawl" "System Administration"
.SH NAME
trawl \- capture packets and say whose they are
.SH SYNOPSIS
.B trawl
[\fIoptions\fR] [\fIexpression\fR] [\fB\-\-\fR \fIcommand\fR [\fIarguments\fR]]
.SH DESCRIPTION
Prints packets of network interfaces or of a file as
.BR tcpdump (8)
does, and with those of a live capture the interface, the process and what surrounds it.
The \fIexpression\fR chooses packets; see
.BR pcap\-filter (7).
With a \fIcommand\fR only its packets and its children's are captured, until it ends.
.SH OPTIONS
)";

constexpr std::string_view kTail =
    R"(.SH LINES
.nf
TIME INTERFACE COMM.PID In|Out TEXT, ParentProc [COMM.PID], Container [NAME], Pod [NAME.NAMESPACE]
.fi
.PP
Where both ends are on this host the sender and the receiver stand together: COMM.PID>COMM.PID.
With \fB\-v\fR what is known of each party follows on lines of its own.
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

/// Every word that starts with a dash, blanks between them.
std::string all_names() {
  std::string names;
  for (const OptionRow& row : option_table()) {
    if (row.letter != 0) names += fmt::format("-{} ", row.letter);
    if (!row.long_name.empty()) names += fmt::format("--{} ", row.long_name);
  }
  names.pop_back();
  return names;
}

std::string letters_that(bool (*wanted)(const OptionRow&)) {
  std::string pattern;
  for (const OptionRow& row : option_table()) {
    if (wanted(row) && row.letter != 0) pattern += fmt::format("{}-{}", pattern.empty() ? "" : "|", row.letter);
  }
  return pattern;
}

std::string one_sentence(std::string_view help) {
  const size_t end = std::min(help.find_first_of(".;:"), help.size());
  return replaced(replaced(help.substr(0, end), "\"", ""), "'", "");
}

}  // namespace

std::string manual_page() {
  std::string page(kHead);
  std::string_view group;
  for (const OptionRow& row : option_table()) {
    if (row.group != group) page += fmt::format(".SS {}\n", row.group);
    group = row.group;
    page += fmt::format(".TP\n{}\n{}\n", roff_names(row), roff(row.help));
  }
  page += kTail;
  return page;
}

std::string bash_completion() {
  return fmt::format(R"bash(# bash completion for trawl
_trawl() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  case $before in
    -i | --interface) COMPREPLY=($(compgen -W "any $(ls /sys/class/net)" -- "$word")) ;;
    {}) COMPREPLY=($(compgen -f -- "$word")) ;;
    *) [[ $word == -* ]] && COMPREPLY=($(compgen -W "{}" -- "$word")) ;;
  esac
}}
complete -o default -F _trawl trawl
)bash",
                     letters_that(takes_file), all_names());
}

std::string zsh_completion() {
  std::string text = "#compdef trawl\n_arguments -s \\\n";
  const auto add = [&](const std::string& name, const OptionRow& row) {
    const std::string_view values = takes_file(row)               ? ":file:_files"
                                    : row.argument == "interface" ? ":interface:_net_interfaces"
                                                                  : ":";
    text += fmt::format("  '*{}[{}]{}' \\\n", name, one_sentence(row.help), row.argument.empty() ? "" : values);
  };
  for (const OptionRow& row : option_table()) {
    if (row.letter != 0) add(fmt::format("-{}", row.letter), row);
    if (!row.long_name.empty()) add(fmt::format("--{}{}", row.long_name, row.argument.empty() ? "" : "="), row);
  }
  return text + "  '*:expression:'\n";
}

std::string fish_completion() {
  std::string text = "# fish completion for trawl\n";
  for (const OptionRow& row : option_table()) {
    text += "complete -c trawl";
    if (row.letter != 0) text += fmt::format(" -s '{}'", row.letter);
    if (!row.long_name.empty()) text += fmt::format(" -l {}", row.long_name);
    if (!row.argument.empty()) text += takes_file(row) ? " -r" : " -x";
    text += fmt::format(" -d '{}'\n", one_sentence(row.help));
  }
  return text;
}

}  // namespace trawl
