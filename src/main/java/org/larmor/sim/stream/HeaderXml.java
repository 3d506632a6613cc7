package org.larmor.sim.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ISMRMRD header as a converter writes it.
 *
 * @param protocol the protocol's name
 * @param coils whose labels are listed
 * @param noiseDependency measurement id of the noise scan that the scan leans on, null for none
 * @param encodings in the order of their references
 */
record HeaderXml(String protocol, int coils, @Nullable String noiseDependency, List<EncodingXml> encodings) {
    HeaderXml {
        encodings = List.copyOf(encodings);
    }

    static HeaderXml of(Head head, EncodingXml... encodings) {
        return new HeaderXml("head", head.coils(), null, List.of(encodings));
    }

    HeaderXml protocol(String name) {
        return new HeaderXml(name, coils, noiseDependency, encodings);
    }

    HeaderXml noiseDependency(String measurement) {
        return new HeaderXml(protocol, coils, measurement, encodings);
    }

    byte[] bytes() {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<ismrmrdHeader xmlns=\"http://www.ismrm.org/ISMRMRD\">\n  <version>1</version>\n")
                .append("  <measurementInformation>\n    <measurementID>1</measurementID>\n")
                .append("    <patientPosition>HFS</patientPosition>\n    <protocolName>")
                .append(protocol)
                .append("</protocolName>\n");
        if (noiseDependency != null) {
            xml.append("    <measurementDependency><dependencyType>Noise</dependencyType><measurementID>")
                    .append(noiseDependency)
                    .append("</measurementID></measurementDependency>\n");
        }
        xml.append("  </measurementInformation>\n  <acquisitionSystemInformation>\n")
                .append("    <systemFieldStrength_T>2.89</systemFieldStrength_T>\n")
                .append("    <relativeReceiverNoiseBandwidth>0.793</relativeReceiverNoiseBandwidth>\n")
                .append("    <receiverChannels>").append(coils).append("</receiverChannels>\n");
        for (int c = 0; c < coils; c++) {
            xml.append("    <coilLabel><coilNumber>%d</coilNumber><coilName>HE:%d</coilName></coilLabel>\n"
                    .formatted(c, c + 1));
        }
        xml.append("  </acquisitionSystemInformation>\n  <experimentalConditions>\n")
                .append("    <H1resonanceFrequency_Hz>123000000</H1resonanceFrequency_Hz>\n")
                .append("  </experimentalConditions>\n");
        encodings.forEach(encoding -> xml.append(encoding.xml()));
        return xml.append("</ismrmrdHeader>\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
