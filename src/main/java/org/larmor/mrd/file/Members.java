package org.larmor.mrd.file;

import org.larmor.mrd.file.Hdf5.Kind;
import org.larmor.mrd.file.Hdf5.Member;
import org.larmor.mrd.file.Hdf5.Table;

/** Finds members in a file's own compound type, since writers differ in their offsets. */
final class Members {
    private Members() {}

    /** The offset of a member that must be there, of this kind and size, inside the record. */
    static int require(Hdf5 file, Table table, String name, Kind kind, int bytes) throws MrdFileException {
        Member member = table.members().get(name);
        if (member == null || member.kind() != kind) {
            throw file.unsupported(table.name() + " has no " + kind + " member " + name);
        }
        if (member.bytes() != bytes) {
            throw file.unsupported(table.name() + "." + name + " has " + member.bytes() + " bytes, not " + bytes);
        }
        if (member.offset() < 0 || member.offset() > table.recordBytes() - bytes) {
            throw file.corrupt(table.name() + "." + name + " lies outside its record");
        }
        return member.offset();
    }
}
