package org.doorstep.parcel;

import java.time.OffsetDateTime;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.doorstep.identity.OutletCode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A parcel as a dispatch or e-commerce system hands it in: what sending it needs and nothing more (规范快递与电子商务数据
 * 互联共享的指导意见 (2019), item 1). A member that is not of this schema refuses the record.
 *
 * @param collectedAt when the personal data was collected: the retention of three years counts from here (draft
 *        measures, art. 8)
 * @param legalBasis why the data may be processed (draft measures, art. 7)
 * @param noticeVersion the notice the sender was shown (draft measures, art. 9)
 */
public record Consignment(
        @NotNull @Pattern(regexp = Waybill.FORM, message = "must be 10 to 24 capital letters and digits") //
        @Schema(examples = "DS26112100000017") String waybill,
        @NotNull @Schema(examples = "2026-11-21T08:12:00+08:00") OffsetDateTime collectedAt,
        @NotNull @Pattern(regexp = OutletCode.FORM, message = OutletCode.MESSAGE) @Schema(examples = "SH-PD-01") String outlet,
        @NotNull LegalBasis legalBasis,
        @NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,32}", message = "must be 1 to 32 letters, digits, dots and dashes") //
        @Schema(examples = "2026-01") String noticeVersion,
        @Min(1) @Max(1_000_000) @Schema(examples = "1200") int weightGrams,
        @NotNull @Valid Party sender,
        @NotNull @Valid Party recipient,
        @NotEmpty @Size(max = 50) List<@NotNull @Valid Item> items) {

    public Consignment {
        items = items == null ? List.of() : List.copyOf(items);
    }

    /** Why personal data may be processed: 寄递服务用户个人信息安全管理办法 (draft), art. 7. */
    public enum LegalBasis {
        CONSENT, CONTRACT, LEGAL_DUTY, EMERGENCY, OTHER_LAW
    }

    /** Sender or recipient. */
    public record Party(
            @NotBlank @Size(max = 100) @Schema(examples = "林晓梅") String name,
            @NotBlank @Size(max = 64) @Schema(examples = "14012340001") String phone,
            @NotBlank @Size(max = 40) @Schema(examples = "上海市") String province,
            @NotBlank @Size(max = 40) @Schema(examples = "浦东新区") String city,
            @NotBlank @Size(max = 40) @Schema(examples = "浦东新区") String district,
            @NotNull @Size(max = 40) @Schema(examples = "陆家嘴街道") String town,
            @NotBlank @Size(max = 256) @Schema(examples = "幸福里小区3栋2单元501室") String detail) {

        @Override
        public String toString() {
            return "Party";
        }
    }

    /**
     * One kind of goods in the parcel.
     *
     * @param itemClass what most posts see instead of the name
     * @param valueFen declared value in 1/100 yuan
     */
    public record Item(
            @NotBlank @Size(max = 100) @Schema(examples = "羽绒服") String name,
            @NotNull @JsonProperty("class") ItemClass itemClass,
            @Min(1) @Max(100_000) int quantity,
            @Nullable @Min(0) Long valueFen) {

        @Override
        public String toString() {
            return "Item";
        }
    }

    /** Classes of goods. */
    public enum ItemClass {
        DOCUMENT, CLOTHING, FOOD, ELECTRONICS, COSMETICS, BOOKS, HOUSEHOLD, MEDICINE, LIQUID, BATTERY, OTHER;

        /** Whether a carrier must handle it as dangerous goods. */
        public boolean hazardous() {
            return this == LIQUID || this == BATTERY;
        }
    }

    @Override
    public String toString() {
        return "Consignment[" + waybill + "]";
    }
}
