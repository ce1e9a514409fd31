// Written by tools/dicom/dictionary.cs from tools/dicom/named-tags.txt.
namespace RadSharp.Imaging.Dicom;

/// <summary>Tags by keyword (PS3.6 6): those that films and reports use.</summary>
public static class DicomTags
{
    /// <summary>(0002,0000) UL, VM 1.</summary>
    public static DicomTag FileMetaInformationGroupLength => new(0x0002, 0x0000);
    /// <summary>(0002,0001) OB, VM 1.</summary>
    public static DicomTag FileMetaInformationVersion => new(0x0002, 0x0001);
    /// <summary>(0002,0002) UI, VM 1.</summary>
    public static DicomTag MediaStorageSOPClassUID => new(0x0002, 0x0002);
    /// <summary>(0002,0003) UI, VM 1.</summary>
    public static DicomTag MediaStorageSOPInstanceUID => new(0x0002, 0x0003);
    /// <summary>(0002,0010) UI, VM 1.</summary>
    public static DicomTag TransferSyntaxUID => new(0x0002, 0x0010);
    /// <summary>(0002,0012) UI, VM 1.</summary>
    public static DicomTag ImplementationClassUID => new(0x0002, 0x0012);
    /// <summary>(0002,0013) SH, VM 1.</summary>
    public static DicomTag ImplementationVersionName => new(0x0002, 0x0013);
    /// <summary>(0008,0005) CS, VM 1-n.</summary>
    public static DicomTag SpecificCharacterSet => new(0x0008, 0x0005);
    /// <summary>(0008,0008) CS, VM 2-n.</summary>
    public static DicomTag ImageType => new(0x0008, 0x0008);
    /// <summary>(0008,0012) DA, VM 1.</summary>
    public static DicomTag InstanceCreationDate => new(0x0008, 0x0012);
    /// <summary>(0008,0013) TM, VM 1.</summary>
    public static DicomTag InstanceCreationTime => new(0x0008, 0x0013);
    /// <summary>(0008,0016) UI, VM 1.</summary>
    public static DicomTag SOPClassUID => new(0x0008, 0x0016);
    /// <summary>(0008,0018) UI, VM 1.</summary>
    public static DicomTag SOPInstanceUID => new(0x0008, 0x0018);
    /// <summary>(0008,0020) DA, VM 1.</summary>
    public static DicomTag StudyDate => new(0x0008, 0x0020);
    /// <summary>(0008,0021) DA, VM 1.</summary>
    public static DicomTag SeriesDate => new(0x0008, 0x0021);
    /// <summary>(0008,0022) DA, VM 1.</summary>
    public static DicomTag AcquisitionDate => new(0x0008, 0x0022);
    /// <summary>(0008,0023) DA, VM 1.</summary>
    public static DicomTag ContentDate => new(0x0008, 0x0023);
    /// <summary>(0008,002A) DT, VM 1.</summary>
    public static DicomTag AcquisitionDateTime => new(0x0008, 0x002A);
    /// <summary>(0008,0030) TM, VM 1.</summary>
    public static DicomTag StudyTime => new(0x0008, 0x0030);
    /// <summary>(0008,0031) TM, VM 1.</summary>
    public static DicomTag SeriesTime => new(0x0008, 0x0031);
    /// <summary>(0008,0032) TM, VM 1.</summary>
    public static DicomTag AcquisitionTime => new(0x0008, 0x0032);
    /// <summary>(0008,0033) TM, VM 1.</summary>
    public static DicomTag ContentTime => new(0x0008, 0x0033);
    /// <summary>(0008,0050) SH, VM 1.</summary>
    public static DicomTag AccessionNumber => new(0x0008, 0x0050);
    /// <summary>(0008,0060) CS, VM 1.</summary>
    public static DicomTag Modality => new(0x0008, 0x0060);
    /// <summary>(0008,0064) CS, VM 1.</summary>
    public static DicomTag ConversionType => new(0x0008, 0x0064);
    /// <summary>(0008,0068) CS, VM 1.</summary>
    public static DicomTag PresentationIntentType => new(0x0008, 0x0068);
    /// <summary>(0008,0070) LO, VM 1.</summary>
    public static DicomTag Manufacturer => new(0x0008, 0x0070);
    /// <summary>(0008,0080) LO, VM 1.</summary>
    public static DicomTag InstitutionName => new(0x0008, 0x0080);
    /// <summary>(0008,0081) ST, VM 1.</summary>
    public static DicomTag InstitutionAddress => new(0x0008, 0x0081);
    /// <summary>(0008,0090) PN, VM 1.</summary>
    public static DicomTag ReferringPhysicianName => new(0x0008, 0x0090);
    /// <summary>(0008,0100) SH, VM 1.</summary>
    public static DicomTag CodeValue => new(0x0008, 0x0100);
    /// <summary>(0008,0102) SH, VM 1.</summary>
    public static DicomTag CodingSchemeDesignator => new(0x0008, 0x0102);
    /// <summary>(0008,0103) SH, VM 1.</summary>
    public static DicomTag CodingSchemeVersion => new(0x0008, 0x0103);
    /// <summary>(0008,0104) LO, VM 1.</summary>
    public static DicomTag CodeMeaning => new(0x0008, 0x0104);
    /// <summary>(0008,0105) CS, VM 1.</summary>
    public static DicomTag MappingResource => new(0x0008, 0x0105);
    /// <summary>(0008,0201) SH, VM 1.</summary>
    public static DicomTag TimezoneOffsetFromUTC => new(0x0008, 0x0201);
    /// <summary>(0008,1010) SH, VM 1.</summary>
    public static DicomTag StationName => new(0x0008, 0x1010);
    /// <summary>(0008,1030) LO, VM 1.</summary>
    public static DicomTag StudyDescription => new(0x0008, 0x1030);
    /// <summary>(0008,1032) SQ, VM 1.</summary>
    public static DicomTag ProcedureCodeSequence => new(0x0008, 0x1032);
    /// <summary>(0008,103E) LO, VM 1.</summary>
    public static DicomTag SeriesDescription => new(0x0008, 0x103E);
    /// <summary>(0008,1040) LO, VM 1.</summary>
    public static DicomTag InstitutionalDepartmentName => new(0x0008, 0x1040);
    /// <summary>(0008,1050) PN, VM 1-n.</summary>
    public static DicomTag PerformingPhysicianName => new(0x0008, 0x1050);
    /// <summary>(0008,1070) PN, VM 1-n.</summary>
    public static DicomTag OperatorsName => new(0x0008, 0x1070);
    /// <summary>(0008,1090) LO, VM 1.</summary>
    public static DicomTag ManufacturerModelName => new(0x0008, 0x1090);
    /// <summary>(0008,1110) SQ, VM 1.</summary>
    public static DicomTag ReferencedStudySequence => new(0x0008, 0x1110);
    /// <summary>(0008,1111) SQ, VM 1.</summary>
    public static DicomTag ReferencedPerformedProcedureStepSequence => new(0x0008, 0x1111);
    /// <summary>(0008,1115) SQ, VM 1.</summary>
    public static DicomTag ReferencedSeriesSequence => new(0x0008, 0x1115);
    /// <summary>(0008,1140) SQ, VM 1.</summary>
    public static DicomTag ReferencedImageSequence => new(0x0008, 0x1140);
    /// <summary>(0008,1150) UI, VM 1.</summary>
    public static DicomTag ReferencedSOPClassUID => new(0x0008, 0x1150);
    /// <summary>(0008,1155) UI, VM 1.</summary>
    public static DicomTag ReferencedSOPInstanceUID => new(0x0008, 0x1155);
    /// <summary>(0008,1160) IS, VM 1-n.</summary>
    public static DicomTag ReferencedFrameNumber => new(0x0008, 0x1160);
    /// <summary>(0008,1199) SQ, VM 1.</summary>
    public static DicomTag ReferencedSOPSequence => new(0x0008, 0x1199);
    /// <summary>(0008,2111) ST, VM 1.</summary>
    public static DicomTag DerivationDescription => new(0x0008, 0x2111);
    /// <summary>(0008,2112) SQ, VM 1.</summary>
    public static DicomTag SourceImageSequence => new(0x0008, 0x2112);
    /// <summary>(0008,2218) SQ, VM 1.</summary>
    public static DicomTag AnatomicRegionSequence => new(0x0008, 0x2218);
    /// <summary>(0010,0010) PN, VM 1.</summary>
    public static DicomTag PatientName => new(0x0010, 0x0010);
    /// <summary>(0010,0020) LO, VM 1.</summary>
    public static DicomTag PatientID => new(0x0010, 0x0020);
    /// <summary>(0010,0021) LO, VM 1.</summary>
    public static DicomTag IssuerOfPatientID => new(0x0010, 0x0021);
    /// <summary>(0010,0030) DA, VM 1.</summary>
    public static DicomTag PatientBirthDate => new(0x0010, 0x0030);
    /// <summary>(0010,0040) CS, VM 1.</summary>
    public static DicomTag PatientSex => new(0x0010, 0x0040);
    /// <summary>(0010,1002) SQ, VM 1.</summary>
    public static DicomTag OtherPatientIDsSequence => new(0x0010, 0x1002);
    /// <summary>(0010,1010) AS, VM 1.</summary>
    public static DicomTag PatientAge => new(0x0010, 0x1010);
    /// <summary>(0010,1020) DS, VM 1.</summary>
    public static DicomTag PatientSize => new(0x0010, 0x1020);
    /// <summary>(0010,1030) DS, VM 1.</summary>
    public static DicomTag PatientWeight => new(0x0010, 0x1030);
    /// <summary>(0010,4000) LT, VM 1.</summary>
    public static DicomTag PatientComments => new(0x0010, 0x4000);
    /// <summary>(0012,0062) CS, VM 1.</summary>
    public static DicomTag PatientIdentityRemoved => new(0x0012, 0x0062);
    /// <summary>(0012,0063) LO, VM 1-n.</summary>
    public static DicomTag DeidentificationMethod => new(0x0012, 0x0063);
    /// <summary>(0018,0015) CS, VM 1.</summary>
    public static DicomTag BodyPartExamined => new(0x0018, 0x0015);
    /// <summary>(0018,0060) DS, VM 1.</summary>
    public static DicomTag KVP => new(0x0018, 0x0060);
    /// <summary>(0018,1000) LO, VM 1.</summary>
    public static DicomTag DeviceSerialNumber => new(0x0018, 0x1000);
    /// <summary>(0018,1012) DA, VM 1.</summary>
    public static DicomTag DateOfSecondaryCapture => new(0x0018, 0x1012);
    /// <summary>(0018,1014) TM, VM 1.</summary>
    public static DicomTag TimeOfSecondaryCapture => new(0x0018, 0x1014);
    /// <summary>(0018,1016) LO, VM 1.</summary>
    public static DicomTag SecondaryCaptureDeviceManufacturer => new(0x0018, 0x1016);
    /// <summary>(0018,1019) LO, VM 1-n.</summary>
    public static DicomTag SecondaryCaptureDeviceSoftwareVersions => new(0x0018, 0x1019);
    /// <summary>(0018,1020) LO, VM 1-n.</summary>
    public static DicomTag SoftwareVersions => new(0x0018, 0x1020);
    /// <summary>(0018,1030) LO, VM 1.</summary>
    public static DicomTag ProtocolName => new(0x0018, 0x1030);
    /// <summary>(0018,1110) DS, VM 1.</summary>
    public static DicomTag DistanceSourceToDetector => new(0x0018, 0x1110);
    /// <summary>(0018,1111) DS, VM 1.</summary>
    public static DicomTag DistanceSourceToPatient => new(0x0018, 0x1111);
    /// <summary>(0018,1114) DS, VM 1.</summary>
    public static DicomTag EstimatedRadiographicMagnificationFactor => new(0x0018, 0x1114);
    /// <summary>(0018,1150) IS, VM 1.</summary>
    public static DicomTag ExposureTime => new(0x0018, 0x1150);
    /// <summary>(0018,1151) IS, VM 1.</summary>
    public static DicomTag XRayTubeCurrent => new(0x0018, 0x1151);
    /// <summary>(0018,1152) IS, VM 1.</summary>
    public static DicomTag Exposure => new(0x0018, 0x1152);
    /// <summary>(0018,1164) DS, VM 2.</summary>
    public static DicomTag ImagerPixelSpacing => new(0x0018, 0x1164);
    /// <summary>(0018,1400) LO, VM 1.</summary>
    public static DicomTag AcquisitionDeviceProcessingDescription => new(0x0018, 0x1400);
    /// <summary>(0018,1411) DS, VM 1.</summary>
    public static DicomTag ExposureIndex => new(0x0018, 0x1411);
    /// <summary>(0018,1508) CS, VM 1.</summary>
    public static DicomTag PositionerType => new(0x0018, 0x1508);
    /// <summary>(0018,2010) DS, VM 2.</summary>
    public static DicomTag NominalScannedPixelSpacing => new(0x0018, 0x2010);
    /// <summary>(0018,5100) CS, VM 1.</summary>
    public static DicomTag PatientPosition => new(0x0018, 0x5100);
    /// <summary>(0018,5101) CS, VM 1.</summary>
    public static DicomTag ViewPosition => new(0x0018, 0x5101);
    /// <summary>(0018,7032) DS, VM 1.</summary>
    public static DicomTag FieldOfViewRotation => new(0x0018, 0x7032);
    /// <summary>(0018,7034) CS, VM 1.</summary>
    public static DicomTag FieldOfViewHorizontalFlip => new(0x0018, 0x7034);
    /// <summary>(0020,000D) UI, VM 1.</summary>
    public static DicomTag StudyInstanceUID => new(0x0020, 0x000D);
    /// <summary>(0020,000E) UI, VM 1.</summary>
    public static DicomTag SeriesInstanceUID => new(0x0020, 0x000E);
    /// <summary>(0020,0010) SH, VM 1.</summary>
    public static DicomTag StudyID => new(0x0020, 0x0010);
    /// <summary>(0020,0011) IS, VM 1.</summary>
    public static DicomTag SeriesNumber => new(0x0020, 0x0011);
    /// <summary>(0020,0012) IS, VM 1.</summary>
    public static DicomTag AcquisitionNumber => new(0x0020, 0x0012);
    /// <summary>(0020,0013) IS, VM 1.</summary>
    public static DicomTag InstanceNumber => new(0x0020, 0x0013);
    /// <summary>(0020,0020) CS, VM 2.</summary>
    public static DicomTag PatientOrientation => new(0x0020, 0x0020);
    /// <summary>(0020,0052) UI, VM 1.</summary>
    public static DicomTag FrameOfReferenceUID => new(0x0020, 0x0052);
    /// <summary>(0020,0060) CS, VM 1.</summary>
    public static DicomTag Laterality => new(0x0020, 0x0060);
    /// <summary>(0020,0062) CS, VM 1.</summary>
    public static DicomTag ImageLaterality => new(0x0020, 0x0062);
    /// <summary>(0020,4000) LT, VM 1.</summary>
    public static DicomTag ImageComments => new(0x0020, 0x4000);
    /// <summary>(0028,0002) US, VM 1.</summary>
    public static DicomTag SamplesPerPixel => new(0x0028, 0x0002);
    /// <summary>(0028,0004) CS, VM 1.</summary>
    public static DicomTag PhotometricInterpretation => new(0x0028, 0x0004);
    /// <summary>(0028,0006) US, VM 1.</summary>
    public static DicomTag PlanarConfiguration => new(0x0028, 0x0006);
    /// <summary>(0028,0008) IS, VM 1.</summary>
    public static DicomTag NumberOfFrames => new(0x0028, 0x0008);
    /// <summary>(0028,0009) AT, VM 1-n.</summary>
    public static DicomTag FrameIncrementPointer => new(0x0028, 0x0009);
    /// <summary>(0028,0010) US, VM 1.</summary>
    public static DicomTag Rows => new(0x0028, 0x0010);
    /// <summary>(0028,0011) US, VM 1.</summary>
    public static DicomTag Columns => new(0x0028, 0x0011);
    /// <summary>(0028,0030) DS, VM 2.</summary>
    public static DicomTag PixelSpacing => new(0x0028, 0x0030);
    /// <summary>(0028,0034) IS, VM 2.</summary>
    public static DicomTag PixelAspectRatio => new(0x0028, 0x0034);
    /// <summary>(0028,0100) US, VM 1.</summary>
    public static DicomTag BitsAllocated => new(0x0028, 0x0100);
    /// <summary>(0028,0101) US, VM 1.</summary>
    public static DicomTag BitsStored => new(0x0028, 0x0101);
    /// <summary>(0028,0102) US, VM 1.</summary>
    public static DicomTag HighBit => new(0x0028, 0x0102);
    /// <summary>(0028,0103) US, VM 1.</summary>
    public static DicomTag PixelRepresentation => new(0x0028, 0x0103);
    /// <summary>(0028,0106) US or SS, VM 1.</summary>
    public static DicomTag SmallestImagePixelValue => new(0x0028, 0x0106);
    /// <summary>(0028,0107) US or SS, VM 1.</summary>
    public static DicomTag LargestImagePixelValue => new(0x0028, 0x0107);
    /// <summary>(0028,0120) US or SS, VM 1.</summary>
    public static DicomTag PixelPaddingValue => new(0x0028, 0x0120);
    /// <summary>(0028,0121) US or SS, VM 1.</summary>
    public static DicomTag PixelPaddingRangeLimit => new(0x0028, 0x0121);
    /// <summary>(0028,0300) CS, VM 1.</summary>
    public static DicomTag QualityControlImage => new(0x0028, 0x0300);
    /// <summary>(0028,0301) CS, VM 1.</summary>
    public static DicomTag BurnedInAnnotation => new(0x0028, 0x0301);
    /// <summary>(0028,0302) CS, VM 1.</summary>
    public static DicomTag RecognizableVisualFeatures => new(0x0028, 0x0302);
    /// <summary>(0028,0A02) CS, VM 1.</summary>
    public static DicomTag PixelSpacingCalibrationType => new(0x0028, 0x0A02);
    /// <summary>(0028,0A04) LO, VM 1.</summary>
    public static DicomTag PixelSpacingCalibrationDescription => new(0x0028, 0x0A04);
    /// <summary>(0028,1040) CS, VM 1.</summary>
    public static DicomTag PixelIntensityRelationship => new(0x0028, 0x1040);
    /// <summary>(0028,1041) SS, VM 1.</summary>
    public static DicomTag PixelIntensityRelationshipSign => new(0x0028, 0x1041);
    /// <summary>(0028,1050) DS, VM 1-n.</summary>
    public static DicomTag WindowCenter => new(0x0028, 0x1050);
    /// <summary>(0028,1051) DS, VM 1-n.</summary>
    public static DicomTag WindowWidth => new(0x0028, 0x1051);
    /// <summary>(0028,1052) DS, VM 1.</summary>
    public static DicomTag RescaleIntercept => new(0x0028, 0x1052);
    /// <summary>(0028,1053) DS, VM 1.</summary>
    public static DicomTag RescaleSlope => new(0x0028, 0x1053);
    /// <summary>(0028,1054) LO, VM 1.</summary>
    public static DicomTag RescaleType => new(0x0028, 0x1054);
    /// <summary>(0028,1055) LO, VM 1-n.</summary>
    public static DicomTag WindowCenterWidthExplanation => new(0x0028, 0x1055);
    /// <summary>(0028,1056) CS, VM 1.</summary>
    public static DicomTag VOILUTFunction => new(0x0028, 0x1056);
    /// <summary>(0028,1101) US or SS, VM 3.</summary>
    public static DicomTag RedPaletteColorLookupTableDescriptor => new(0x0028, 0x1101);
    /// <summary>(0028,1102) US or SS, VM 3.</summary>
    public static DicomTag GreenPaletteColorLookupTableDescriptor => new(0x0028, 0x1102);
    /// <summary>(0028,1103) US or SS, VM 3.</summary>
    public static DicomTag BluePaletteColorLookupTableDescriptor => new(0x0028, 0x1103);
    /// <summary>(0028,1201) OW, VM 1.</summary>
    public static DicomTag RedPaletteColorLookupTableData => new(0x0028, 0x1201);
    /// <summary>(0028,1202) OW, VM 1.</summary>
    public static DicomTag GreenPaletteColorLookupTableData => new(0x0028, 0x1202);
    /// <summary>(0028,1203) OW, VM 1.</summary>
    public static DicomTag BluePaletteColorLookupTableData => new(0x0028, 0x1203);
    /// <summary>(0028,1221) OW, VM 1.</summary>
    public static DicomTag SegmentedRedPaletteColorLookupTableData => new(0x0028, 0x1221);
    /// <summary>(0028,1222) OW, VM 1.</summary>
    public static DicomTag SegmentedGreenPaletteColorLookupTableData => new(0x0028, 0x1222);
    /// <summary>(0028,1223) OW, VM 1.</summary>
    public static DicomTag SegmentedBluePaletteColorLookupTableData => new(0x0028, 0x1223);
    /// <summary>(0028,2110) CS, VM 1.</summary>
    public static DicomTag LossyImageCompression => new(0x0028, 0x2110);
    /// <summary>(0028,2112) DS, VM 1-n.</summary>
    public static DicomTag LossyImageCompressionRatio => new(0x0028, 0x2112);
    /// <summary>(0028,2114) CS, VM 1-n.</summary>
    public static DicomTag LossyImageCompressionMethod => new(0x0028, 0x2114);
    /// <summary>(0028,3000) SQ, VM 1.</summary>
    public static DicomTag ModalityLUTSequence => new(0x0028, 0x3000);
    /// <summary>(0028,3002) US or SS, VM 3.</summary>
    public static DicomTag LUTDescriptor => new(0x0028, 0x3002);
    /// <summary>(0028,3003) LO, VM 1.</summary>
    public static DicomTag LUTExplanation => new(0x0028, 0x3003);
    /// <summary>(0028,3004) LO, VM 1.</summary>
    public static DicomTag ModalityLUTType => new(0x0028, 0x3004);
    /// <summary>(0028,3006) US or OW, VM 1-n.</summary>
    public static DicomTag LUTData => new(0x0028, 0x3006);
    /// <summary>(0028,3010) SQ, VM 1.</summary>
    public static DicomTag VOILUTSequence => new(0x0028, 0x3010);
    /// <summary>(0028,9110) SQ, VM 1.</summary>
    public static DicomTag PixelMeasuresSequence => new(0x0028, 0x9110);
    /// <summary>(0028,9132) SQ, VM 1.</summary>
    public static DicomTag FrameVOILUTSequence => new(0x0028, 0x9132);
    /// <summary>(0028,9145) SQ, VM 1.</summary>
    public static DicomTag PixelValueTransformationSequence => new(0x0028, 0x9145);
    /// <summary>(0032,1060) LO, VM 1.</summary>
    public static DicomTag RequestedProcedureDescription => new(0x0032, 0x1060);
    /// <summary>(0040,0009) SH, VM 1.</summary>
    public static DicomTag ScheduledProcedureStepID => new(0x0040, 0x0009);
    /// <summary>(0040,0244) DA, VM 1.</summary>
    public static DicomTag PerformedProcedureStepStartDate => new(0x0040, 0x0244);
    /// <summary>(0040,0245) TM, VM 1.</summary>
    public static DicomTag PerformedProcedureStepStartTime => new(0x0040, 0x0245);
    /// <summary>(0040,0253) SH, VM 1.</summary>
    public static DicomTag PerformedProcedureStepID => new(0x0040, 0x0253);
    /// <summary>(0040,0275) SQ, VM 1.</summary>
    public static DicomTag RequestAttributesSequence => new(0x0040, 0x0275);
    /// <summary>(0040,08EA) SQ, VM 1.</summary>
    public static DicomTag MeasurementUnitsCodeSequence => new(0x0040, 0x08EA);
    /// <summary>(0040,1001) SH, VM 1.</summary>
    public static DicomTag RequestedProcedureID => new(0x0040, 0x1001);
    /// <summary>(0040,1002) LO, VM 1.</summary>
    public static DicomTag ReasonForTheRequestedProcedure => new(0x0040, 0x1002);
    /// <summary>(0040,A010) CS, VM 1.</summary>
    public static DicomTag RelationshipType => new(0x0040, 0xA010);
    /// <summary>(0040,A027) LO, VM 1.</summary>
    public static DicomTag VerifyingOrganization => new(0x0040, 0xA027);
    /// <summary>(0040,A030) DT, VM 1.</summary>
    public static DicomTag VerificationDateTime => new(0x0040, 0xA030);
    /// <summary>(0040,A032) DT, VM 1.</summary>
    public static DicomTag ObservationDateTime => new(0x0040, 0xA032);
    /// <summary>(0040,A040) CS, VM 1.</summary>
    public static DicomTag ValueType => new(0x0040, 0xA040);
    /// <summary>(0040,A043) SQ, VM 1.</summary>
    public static DicomTag ConceptNameCodeSequence => new(0x0040, 0xA043);
    /// <summary>(0040,A050) CS, VM 1.</summary>
    public static DicomTag ContinuityOfContent => new(0x0040, 0xA050);
    /// <summary>(0040,A073) SQ, VM 1.</summary>
    public static DicomTag VerifyingObserverSequence => new(0x0040, 0xA073);
    /// <summary>(0040,A075) PN, VM 1.</summary>
    public static DicomTag VerifyingObserverName => new(0x0040, 0xA075);
    /// <summary>(0040,A088) SQ, VM 1.</summary>
    public static DicomTag VerifyingObserverIdentificationCodeSequence => new(0x0040, 0xA088);
    /// <summary>(0040,A120) DT, VM 1.</summary>
    public static DicomTag DateTime => new(0x0040, 0xA120);
    /// <summary>(0040,A121) DA, VM 1.</summary>
    public static DicomTag Date => new(0x0040, 0xA121);
    /// <summary>(0040,A122) TM, VM 1.</summary>
    public static DicomTag Time => new(0x0040, 0xA122);
    /// <summary>(0040,A123) PN, VM 1.</summary>
    public static DicomTag PersonName => new(0x0040, 0xA123);
    /// <summary>(0040,A124) UI, VM 1.</summary>
    public static DicomTag UID => new(0x0040, 0xA124);
    /// <summary>(0040,A160) UT, VM 1.</summary>
    public static DicomTag TextValue => new(0x0040, 0xA160);
    /// <summary>(0040,A168) SQ, VM 1.</summary>
    public static DicomTag ConceptCodeSequence => new(0x0040, 0xA168);
    /// <summary>(0040,A300) SQ, VM 1.</summary>
    public static DicomTag MeasuredValueSequence => new(0x0040, 0xA300);
    /// <summary>(0040,A30A) DS, VM 1-n.</summary>
    public static DicomTag NumericValue => new(0x0040, 0xA30A);
    /// <summary>(0040,A360) SQ, VM 1.</summary>
    public static DicomTag PredecessorDocumentsSequence => new(0x0040, 0xA360);
    /// <summary>(0040,A370) SQ, VM 1.</summary>
    public static DicomTag ReferencedRequestSequence => new(0x0040, 0xA370);
    /// <summary>(0040,A372) SQ, VM 1.</summary>
    public static DicomTag PerformedProcedureCodeSequence => new(0x0040, 0xA372);
    /// <summary>(0040,A375) SQ, VM 1.</summary>
    public static DicomTag CurrentRequestedProcedureEvidenceSequence => new(0x0040, 0xA375);
    /// <summary>(0040,A385) SQ, VM 1.</summary>
    public static DicomTag PertinentOtherEvidenceSequence => new(0x0040, 0xA385);
    /// <summary>(0040,A491) CS, VM 1.</summary>
    public static DicomTag CompletionFlag => new(0x0040, 0xA491);
    /// <summary>(0040,A493) CS, VM 1.</summary>
    public static DicomTag VerificationFlag => new(0x0040, 0xA493);
    /// <summary>(0040,A504) SQ, VM 1.</summary>
    public static DicomTag ContentTemplateSequence => new(0x0040, 0xA504);
    /// <summary>(0040,A730) SQ, VM 1.</summary>
    public static DicomTag ContentSequence => new(0x0040, 0xA730);
    /// <summary>(0040,DB00) CS, VM 1.</summary>
    public static DicomTag TemplateIdentifier => new(0x0040, 0xDB00);
    /// <summary>(0040,DB73) UL, VM 1-n.</summary>
    public static DicomTag ReferencedContentItemIdentifier => new(0x0040, 0xDB73);
    /// <summary>(0042,0010) ST, VM 1.</summary>
    public static DicomTag DocumentTitle => new(0x0042, 0x0010);
    /// <summary>(0042,0011) OB, VM 1.</summary>
    public static DicomTag EncapsulatedDocument => new(0x0042, 0x0011);
    /// <summary>(0042,0012) LO, VM 1.</summary>
    public static DicomTag MIMETypeOfEncapsulatedDocument => new(0x0042, 0x0012);
    /// <summary>(0054,0220) SQ, VM 1.</summary>
    public static DicomTag ViewCodeSequence => new(0x0054, 0x0220);
    /// <summary>(0070,0022) FL, VM 2-n.</summary>
    public static DicomTag GraphicData => new(0x0070, 0x0022);
    /// <summary>(0070,0023) CS, VM 1.</summary>
    public static DicomTag GraphicType => new(0x0070, 0x0023);
    /// <summary>(2050,0010) SQ, VM 1.</summary>
    public static DicomTag PresentationLUTSequence => new(0x2050, 0x0010);
    /// <summary>(2050,0020) CS, VM 1.</summary>
    public static DicomTag PresentationLUTShape => new(0x2050, 0x0020);
    /// <summary>(5200,9229) SQ, VM 1.</summary>
    public static DicomTag SharedFunctionalGroupsSequence => new(0x5200, 0x9229);
    /// <summary>(5200,9230) SQ, VM 1.</summary>
    public static DicomTag PerFrameFunctionalGroupsSequence => new(0x5200, 0x9230);
    /// <summary>(6000,0010) US, VM 1, first of a repeating group.</summary>
    public static DicomTag OverlayRows => new(0x6000, 0x0010);
    /// <summary>(6000,0011) US, VM 1, first of a repeating group.</summary>
    public static DicomTag OverlayColumns => new(0x6000, 0x0011);
    /// <summary>(6000,0040) CS, VM 1, first of a repeating group.</summary>
    public static DicomTag OverlayType => new(0x6000, 0x0040);
    /// <summary>(6000,0050) SS, VM 2, first of a repeating group.</summary>
    public static DicomTag OverlayOrigin => new(0x6000, 0x0050);
    /// <summary>(6000,0100) US, VM 1, first of a repeating group.</summary>
    public static DicomTag OverlayBitsAllocated => new(0x6000, 0x0100);
    /// <summary>(6000,0102) US, VM 1, first of a repeating group.</summary>
    public static DicomTag OverlayBitPosition => new(0x6000, 0x0102);
    /// <summary>(6000,3000) OB or OW, VM 1, first of a repeating group.</summary>
    public static DicomTag OverlayData => new(0x6000, 0x3000);
    /// <summary>(7FE0,0001) OV, VM 1.</summary>
    public static DicomTag ExtendedOffsetTable => new(0x7FE0, 0x0001);
    /// <summary>(7FE0,0002) OV, VM 1.</summary>
    public static DicomTag ExtendedOffsetTableLengths => new(0x7FE0, 0x0002);
    /// <summary>(7FE0,0008) OF, VM 1.</summary>
    public static DicomTag FloatPixelData => new(0x7FE0, 0x0008);
    /// <summary>(7FE0,0009) OD, VM 1.</summary>
    public static DicomTag DoubleFloatPixelData => new(0x7FE0, 0x0009);
    /// <summary>(7FE0,0010) OB or OW, VM 1.</summary>
    public static DicomTag PixelData => new(0x7FE0, 0x0010);
    /// <summary>(FFFE,E000) no VR, VM 1.</summary>
    public static DicomTag Item => new(0xFFFE, 0xE000);
    /// <summary>(FFFE,E00D) no VR, VM 1.</summary>
    public static DicomTag ItemDelimitationItem => new(0xFFFE, 0xE00D);
    /// <summary>(FFFE,E0DD) no VR, VM 1.</summary>
    public static DicomTag SequenceDelimitationItem => new(0xFFFE, 0xE0DD);
}
