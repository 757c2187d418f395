package iotsafe.sim.cli;

import iotsafe.sim.apdu.Octets;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option that is bytes in hex. */
final class HexConverter implements ITypeConverter<Octets> {
    @Override
    public Octets convert(String text) {
        try {
            return Octets.hex(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("\"" + text + "\" is not pairs of hex digits");
        }
    }
}
