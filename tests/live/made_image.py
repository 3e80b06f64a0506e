"""Debug images made to measure: ELF and DWARF 4 for code whose addresses are known, but whose debug packages cannot be had.

What they say of lines is made up; build id, sections and addresses are those of the code.
"""
import dataclasses
import os
import struct

MACHINES = {"x86_64": (62, 1), "aarch64": (183, 257)}  # e_machine, and the relocation of an absolute 64-bit address
TYPE_OBJECT, TYPE_EXECUTABLE = 1, 2
TEXT = 1         # number of the section with code
TEXT_SYMBOL = 1  # number of the symbol that stands for it

FILES = ("net/made.c", "include/made.h")  # as in a Row, from 1
COMPILED_IN = "/build/linux"


@dataclasses.dataclass
class Row:
    address: int
    file: int
    line: int


@dataclasses.dataclass
class Image:
    """Code of one function in one section. Of an object file (a module) addresses count from the section's begin."""
    build_id: bytes
    section: str
    begin: int      # of the section
    size: int
    function: str
    entry: int
    end: int
    rows: list      # in order
    inlined: tuple  # (name, begin, end, line of the call)
    anchor: int = 0  # the address of _stext
    module: bool = False

    def write(self, path):
        info, lines = Debug(self.module), Debug(self.module)
        self.describe(info)
        self.tell_lines(lines)
        path.write_bytes(self.elf(info, lines))

    def describe(self, info):
        """A unit with an abstract function, and the function that it was inlined into."""
        name, begin, end, line = self.inlined
        info.add(struct.pack("<HIB", 4, 0, 8))
        info.add(b"\1made.c\0" + COMPILED_IN.encode() + b"\0" + struct.pack("<I", 0))
        info.code(self.entry, self.end)
        abstract = 4 + len(info.bytes)  # the unit's length stands before it
        info.add(b"\2" + name.encode() + b"\0\1")
        info.add(b"\3" + self.function.encode() + b"\0")
        info.code(self.entry, self.end)
        info.add(b"\4" + struct.pack("<I", abstract))
        info.code(begin, end)
        info.add(struct.pack("<BH", 1, line) + b"\0\0")

    def tell_lines(self, lines):
        header = struct.pack("<BBBbBB", 1, 1, 1, -5, 14, 13) + bytes((0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1))
        folders = b"".join(f"{COMPILED_IN}/{os.path.dirname(file)}".encode() + b"\0" for file in FILES) + b"\0"
        files = b"".join(os.path.basename(file).encode() + bytes((0, i, 0, 0)) for i, file in enumerate(FILES, 1)) + b"\0"
        lines.add(struct.pack("<HI", 4, len(header + folders + files)) + header + folders + files)
        before = 1
        for row in self.rows:
            lines.add(b"\0\x09\2")
            lines.address(row.address)
            lines.add(b"\4" + bytes((row.file,)) + b"\3" + sleb(row.line - before) + b"\1")
            before = row.line
        lines.add(b"\0\x09\2")
        lines.address(self.end)
        lines.add(b"\0\1\1")

    def elf(self, info, lines):
        machine, absolute = MACHINES[os.uname().machine]
        symbols = [(0, 0, 0, 0)] + [(0, 3, TEXT, 0)] + ([] if self.module else [(1, 18, TEXT, self.anchor)])
        symtab = b"".join(struct.pack("<IBBHQQ", name, kind, 0, where, value, 0) for name, kind, where, value in symbols)
        note = struct.pack("<III", 4, len(self.build_id), 3) + b"GNU\0" + self.build_id
        begin = 0 if self.module else self.begin
        sections = [("", 0, 0, 0, b"", 0, 0, 0, 0),
                    (self.section, 8, 6, begin, self.size, 0, 0, 16, 0),  # SHT_NOBITS: the code is elsewhere
                    (".note.gnu.build-id", 7, 2, 0, note, 0, 0, 4, 0),
                    (".debug_info", 1, 0, 0, info.unit(), 0, 0, 1, 0),
                    (".debug_abbrev", 1, 0, 0, ABBREVIATIONS, 0, 0, 1, 0),
                    (".debug_line", 1, 0, 0, lines.unit(), 0, 0, 1, 0),
                    (".symtab", 2, 0, 0, symtab, 7, 2, 8, 24),
                    (".strtab", 3, 0, 0, b"\0_stext\0", 0, 0, 1, 0)]
        if self.module:
            for number, debug in ((3, info), (5, lines)):
                entries = b"".join(struct.pack("<QQq", at, TEXT_SYMBOL << 32 | absolute, address)
                                   for at, address in debug.addresses())
                sections.append((f".rela{sections[number][0]}", 4, 0, 0, entries, 6, number, 8, 24))
        return link(sections, machine, TYPE_OBJECT if self.module else TYPE_EXECUTABLE)


class Debug:
    """A section's unit, without its length, and where it has addresses."""

    def __init__(self, relocated):
        self.bytes, self.places, self.relocated = b"", [], relocated

    def add(self, more):
        self.bytes += more

    def address(self, value):
        self.places.append((len(self.bytes), value))
        self.add(struct.pack("<Q", 0 if self.relocated else value))

    def code(self, begin, end):
        self.address(begin)
        self.add(struct.pack("<Q", end - begin))

    def unit(self):
        return struct.pack("<I", len(self.bytes)) + self.bytes

    def addresses(self):
        return [(4 + at, value) for at, value in self.places]


def abbreviation(code, tag, children, *attributes):
    return bytes((code, tag, children)) + b"".join(bytes(pair) for pair in attributes) + b"\0\0"


# DW_AT_name, comp_dir, stmt_list, low_pc, high_pc, inline, abstract_origin, call_file, call_line, and their forms
NAME, FOLDER, LINES, LOW, HIGH = (0x03, 0x08), (0x1b, 0x08), (0x10, 0x17), (0x11, 0x01), (0x12, 0x07)
ABBREVIATIONS = (abbreviation(1, 0x11, 1, NAME, FOLDER, LINES, LOW, HIGH) + abbreviation(2, 0x2e, 0, NAME, (0x20, 0x0b)) +
                 abbreviation(3, 0x2e, 1, NAME, LOW, HIGH) +
                 abbreviation(4, 0x1d, 0, (0x31, 0x13), LOW, HIGH, (0x58, 0x0b), (0x59, 0x05)) + b"\0")


def sleb(number):
    """Signed LEB128."""
    out = b""
    while True:
        part, number = number & 0x7f, number >> 7
        if number == (-1 if part & 0x40 else 0):
            return out + bytes((part,))
        out += bytes((part | 0x80,))


def link(sections, machine, kind):
    names = b"".join(section[0].encode() + b"\0" for section in sections) + b".shstrtab\0"
    sections = [*sections, (".shstrtab", 3, 0, 0, names, 0, 0, 1, 0)]
    body, headers, name_at = b"", b"", 0
    for name, section_type, flags, address, content, linked, info, align, entry in sections:
        size = content if isinstance(content, int) else len(content)
        body += bytes(-len(body) % 8)
        headers += struct.pack("<IIQQQQIIQQ", name_at, section_type, flags, address, 64 + len(body), size, linked, info,
                               align, entry)
        body += b"" if isinstance(content, int) else content
        name_at += len(name) + 1
    body += bytes(-len(body) % 8)
    header = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", kind, machine, 1, 0, 0, 64 + len(body), 0, 64, 0,
                                                       0, 64, len(sections), len(sections) - 1)
    return header + body + headers
