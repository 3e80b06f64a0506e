// Texts made from the option table: the manual page and the completions of shells. docs/ holds what they make.
#pragma once

#include <string>

#include "cli/commands.h"

namespace trawl {

std::string manual_page(const CommandRow& command);  // docs/trawl.8, docs/trawl-NAME.8, for man
std::string options_table();                         // docs/options.md: every option of the capture, and who has it
std::string bash_completion();                       // docs/trawl.bash
std::string zsh_completion();                        // docs/_trawl
std::string fish_completion();                       // docs/trawl.fish

}  // namespace trawl
